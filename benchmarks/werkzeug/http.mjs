/** The HTTP functions of Flagon under the names and argument names that the conformance cases use. */

import { checkPassword } from "flagon/signing";
import * as http from "flagon/http";

const ACCEPTS = {
  Accept: http.Accept,
  MIMEAccept: http.MediaAccept,
  LanguageAccept: http.LanguageAccept,
  CharsetAccept: http.CharsetAccept,
  mime: http.MediaAccept,
  language: http.LanguageAccept,
  charset: http.CharsetAccept,
  plain: http.Accept,
};

/** Reads a value that may carry a tag ({"$datetime": …}). */
export function untag(value) {
  if (value === null || typeof value !== "object") return value;
  if ("$datetime" in value) return dateOf(value.$datetime);
  if ("$date" in value) return dateOf(`${value.$date}T00:00:00`);
  if ("$bytes" in value) return Buffer.from(value.$bytes, "base64");
  if ("$float" in value) return Number(value.$float);
  if ("$int" in value) return BigInt(value.$int);
  if ("$seconds" in value) return value.$seconds;
  if ("$tuple" in value) return value.$tuple.map(untag);
  if ("$set" in value) return value.$set.map(untag);
  return value;
}

function dateOf(text) {
  return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
}

/** Gives the first argument of a kind, whatever it is called. */
const textOf = (args) =>
  args.value ??
  args.header ??
  Object.values(args).find((value) => typeof value === "string") ??
  null;
const objectOf = (args) =>
  args.values ??
  args.parameters ??
  Object.values(args).find((value) => value && typeof value === "object") ??
  args;

const spread = (value) => (value === undefined ? null : value);
const spanOf = ({ units, ranges, start, stop, length }) =>
  ranges === undefined
    ? { units, start: start ?? null, stop: stop ?? null, length: length ?? null }
    : ranges;
const rangeOf = (args) => {
  const text = args.value ?? args.header ?? args.range;
  if (typeof text === "string") return http.parseRange(text);
  const source = args.ranges === undefined ? objectOf(args) : args;
  return new http.RangeRequest(source.units, source.ranges.map(untag));
};

export const parse_cookie = ({ header }) => {
  const lists = new Map();
  for (const [name, value] of http.parseCookiePairs(header)) {
    lists.set(name, [...(lists.get(name) ?? []), value]);
  }
  return { $multi: [...lists] };
};

export const dump_cookie = (args, { now } = {}) => {
  const { key, value = "", path = "/", expires, max_age: maxAge } = args;
  const end = untag(expires);
  const text = http.formatCookie(key, value ?? "", {
    lenient: true,
    maxAgeSeconds: untag(maxAge) ?? undefined,
    expires: end === null || end === undefined ? undefined : expiryOf(end),
    path,
    domain: args.domain ?? undefined,
    secure: args.secure ?? false,
    httpOnly: args.httponly ?? false,
    sameSite: args.samesite ?? undefined,
    partitioned: args.partitioned ?? false,
    syncExpires: args.sync_expires ?? true,
    now: now === undefined ? undefined : now * 1000,
  });
  return text;
};

const expiryOf = (end) =>
  typeof end === "number"
    ? new Date(end * 1000)
    : typeof end === "string"
      ? http.parseDate(end)
      : end;

export const parse_options_header = ({ value }) => http.parseOptions(value);
export const dump_options_header = ({ header, options }) =>
  http.formatOptions(
    header,
    Object.fromEntries(
      Object.entries(options).map(([name, value]) => [name, untag(value) ?? undefined]),
    ),
  );
export const parse_list_header = (args) => http.parseList(textOf(args));
export const parse_dict_header = (args) => http.parseDict(textOf(args));
export const dump_header = (args) => {
  const items = args.iterable ?? objectOf(args);
  return Array.isArray(items) ? http.formatList(items.map(untag)) : http.formatDict(items);
};
export const quote_header_value = ({ value, allow_token: allowToken = true }) =>
  http.quoteHeaderValue(untag(value), { always: !allowToken });
export const unquote_header_value = ({ value }) => http.unquoteHeaderValue(value);

export const parse_accept = ({ cls = "Accept", value }) => ACCEPTS[cls].parse(value).items;
const acceptOf = (args) =>
  ACCEPTS[args.type ?? args.cls ?? "plain"].parse(args.header ?? args.value);
export const accept_best_match = (args) =>
  acceptOf(args).bestMatch(args.matches) ?? args.default ?? null;
export const accept_quality = (args) => acceptOf(args).quality(args.key);
export const accept_contains = (args) => acceptOf(args).has(args.key);

export const parse_range = (args) => {
  const range = http.parseRange(textOf(args));
  return range === undefined ? null : { units: range.units, ranges: range.ranges };
};
export const dump_range = (args) => String(rangeOf(args));
export const range_for_length = (args) => spread(rangeOf(args)?.forLength(args.length));
export const to_content_range_header = (args) => spread(rangeOf(args)?.contentRange(args.length));
export const parse_content_range = (args) => spread(http.parseContentRange(textOf(args)));
export const dump_content_range = (args) =>
  http.formatContentRange(spanOf("units" in args ? args : objectOf(args)));
export const parse_if_range = (args) => http.parseIfRange(textOf(args));
export const is_byte_range_valid = ({ start, stop, length }) =>
  http.isByteRangeValid(start, stop, length);

const tagsOf = (args) => {
  const source =
    args.etags ??
    args.value ??
    args.header ??
    ("strong" in args || "weak" in args ? args : undefined);
  if (typeof source === "string" || source === undefined || source === null)
    return http.ETags.parse(source);
  return new http.ETags(untag(source.strong) ?? [], untag(source.weak) ?? [], {
    star: source.star ?? false,
  });
};
export const parse_etags = (args) => {
  const { strong, weak, star } = http.ETags.parse(textOf(args));
  return { strong: [...strong].sort(), weak: [...weak].sort(), star };
};
export const etags_contains = (args) => tagsOf(args).has(args.etag ?? args.key);
export const etags_contains_weak = (args) => tagsOf(args).hasWeak(args.etag ?? args.key);
export const etags_contains_raw = (args) => tagsOf(args).hasRaw(args.etag ?? args.key);
export const quote_etag = ({ etag, weak = false }) => http.quoteEtag(etag, { weak });
export const unquote_etag = ({ etag }) => {
  const tag = http.unquoteEtag(etag);
  return tag === undefined ? [null, null] : [tag.value, tag.weak];
};
export const generate_etag = ({ data }) => http.generateEtag(bytesOf(data));

const bytesOf = (data) => (typeof data === "string" ? Buffer.from(data, "base64") : untag(data));

export const is_resource_modified = (args) => {
  const headers = new http.HeaderMap(args.headers ?? {});
  const modified = untag(args.last_modified);
  return http.isResourceModified((name) => headers.get(name), {
    etag: args.etag ?? undefined,
    body: args.data === null || args.data === undefined ? undefined : bytesOf(args.data),
    lastModified: typeof modified === "string" ? http.parseDate(modified) : (modified ?? undefined),
    useIfRange: args.ignore_if_range === false,
  });
};

export const parse_date = (args) => spread(http.parseDate(textOf(args)));
export const http_date = ({ timestamp }, { now } = {}) => {
  const value = untag(timestamp) ?? (now === undefined ? undefined : now);
  return http.formatDate(typeof value === "number" ? value * 1000 : value);
};
export const parse_age = (args) => spread(http.parseAge(textOf(args)));
export const dump_age = ({ age }) =>
  age === null || age === undefined ? null : http.formatAge(untag(age));

export const parse_authorization = (args) => spread(http.parseAuthorization(textOf(args)));
export const parse_www_authenticate = (args) => spread(http.parseChallenge(textOf(args)));
export const dump_authorization = (args) => http.formatAuthorization(args);
export const dump_www_authenticate = (args) => http.formatChallenge(args);

export const parse_cache_control = (args) => http.CacheControl.parse(textOf(args)).directives;
export const dump_cache_control = (args) => http.formatDict(objectOf(args));
export const parse_csp = (args) => http.parsePolicy(textOf(args));
export const dump_csp = (args) => http.formatPolicy(objectOf(args));
export const parse_set_header = (args) => [...http.HeaderSet.parse(textOf(args))];
export const dump_set_header = (args) =>
  String(new http.HeaderSet(untag(args.headers ?? objectOf(args))));

export const safe_join = (args) => {
  const untrusted = args.untrusted ?? args.pathnames ?? args.paths ?? [];
  return spread(http.safeJoin(args.directory, untrusted, { platform: "posix" }));
};
export const secure_filename = ({ filename }) =>
  http.secureFilename(filename, { platform: "posix" });
export const get_content_type = ({ mimetype, charset }) => http.contentType(mimetype, charset);

export const check_password_hash = ({ pwhash, password }) => checkPassword(password, pwhash);

export const uri_to_iri = (args) => http.uriToIri(args.uri ?? textOf(args));
export const iri_to_uri = (args) => http.iriToUri(args.iri ?? textOf(args));
export const urlencode = (args) => {
  const query = args.query ?? objectOf(args);
  return http.urlencode(
    "$multi" in query
      ? query.$multi.flatMap(([name, values]) => values.map((v) => [name, untag(v)]))
      : tagless(query),
  );
};
const tagless = (query) =>
  Array.isArray(query)
    ? query.map((pair) => untag(pair).map(untag))
    : Object.fromEntries(
        Object.entries(query).map(([k, v]) => [k, Array.isArray(v) ? v.map(untag) : untag(v)]),
      );

const listOf = (list) => (typeof list === "string" ? [list] : (list ?? []));
export const host_is_trusted = (args) =>
  http.isHostTrusted(args.hostname ?? args.host, listOf(args.trusted_list ?? args.trusted_hosts));
/** The server's own address in a WSGI environment; a port that is no number stands for a unix socket. */
const serverOf = ({ SERVER_NAME: name, SERVER_PORT: port }) =>
  name === undefined ? undefined : [name, /^\d+$/.test(port) ? Number(port) : null];
export const get_host = (args) => {
  const environ = args.environ;
  const server = environ ? serverOf(environ) : untag(args.server);
  return http.hostOf({
    scheme: environ?.["wsgi.url_scheme"] ?? args.scheme,
    header: environ ? environ.HTTP_HOST : (args.host_header ?? args.host),
    server,
    trusted: listOf(args.trusted_hosts),
  });
};
export const get_current_url = (args) => {
  const { environ } = args;
  if (environ !== undefined) return urlOf(environ, args);
  const query = untag(args.query_string);
  return http.currentUrl({
    scheme: args.scheme,
    host: args.host,
    rootPath: args.root_path,
    path: args.path,
    query: query && typeof query === "object" ? textOfBytes(query) : query,
  });
};

/** Gives the bytes of a query as text; those past ASCII percent-encoded, as a client would have sent them. */
const textOfBytes = (bytes) =>
  bytes.toString("latin1").replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);

/** Reads the parts from a WSGI environment and leaves out what the flags say. */
function urlOf(environ, args) {
  const isRoot = args.root_only || args.host_only;
  return http.currentUrl({
    scheme: environ["wsgi.url_scheme"],
    host: get_host({ environ, trusted_hosts: args.trusted_hosts }),
    rootPath: args.host_only ? undefined : (environ.SCRIPT_NAME ?? ""),
    path: isRoot ? undefined : (environ.PATH_INFO ?? ""),
    query: isRoot || args.strip_querystring ? undefined : environ.QUERY_STRING,
  });
}
export const get_content_length = (args) =>
  spread(
    http.contentLength(
      args.http_content_length ?? args.environ?.CONTENT_LENGTH,
      args.http_transfer_encoding ?? args.environ?.HTTP_TRANSFER_ENCODING,
    ),
  );

export const proxy_fix = (args) => {
  const options = args.options ?? args.kwargs ?? args;
  const environ = { ...(args.environ ?? args.base) };
  const counts = {
    ip: options.x_for ?? 1,
    scheme: options.x_proto ?? 1,
    host: options.x_host ?? 0,
    port: options.x_port ?? 0,
    prefix: options.x_prefix ?? 0,
  };
  const headers = new http.HeaderMap(args.headers ?? {});
  const read = (name) =>
    headers.get(name) ?? environ[`HTTP_${name.toUpperCase().replaceAll("-", "_")}`];
  const facts = http.trustProxies({ hops: counts })(environ.REMOTE_ADDR, read);
  return withFacts(environ, facts);
};

/** Puts the facts where a WSGI environment has them. */
function withFacts(environ, { ip, scheme, host, port, prefix }) {
  const result = { ...environ };
  if (ip !== undefined) result.REMOTE_ADDR = ip;
  if (scheme !== undefined) result["wsgi.url_scheme"] = scheme;
  if (host !== undefined) {
    const parsed = http.parseHost(host);
    result.HTTP_HOST = host;
    result.SERVER_NAME = parsed.hostname;
    if (parsed.port !== undefined) result.SERVER_PORT = String(parsed.port);
  }
  if (port !== undefined) {
    if (result.HTTP_HOST) result.HTTP_HOST = `${http.parseHost(result.HTTP_HOST).hostname}:${port}`;
    result.SERVER_PORT = String(port);
  }
  if (prefix !== undefined) result.SCRIPT_NAME = prefix;
  return result;
}

export const is_entity_header = (args) => http.isEntityHeader(textOf(args));
export const is_hop_by_hop_header = (args) => http.isHopByHopHeader(textOf(args));
