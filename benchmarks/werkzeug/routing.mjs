/** Translates the routing cases recorded from Werkzeug into calls of `flagon/routing`, and its answers back. */

import { pythonLinks, RuleMap } from "flagon/routing";

/** Makes a map; throws when the rules are to be refused. */
export async function routing({ rules, options = {} }) {
  const map = new RuleMap(mapOptions(options));
  for (const { rule, ...rest } of rules) map.add(rule, ruleOptions(rest), null);
  return map;
}

/** Matches one path. */
export async function matchCase(map, { bind, path, method, query, websocket }) {
  const outcome = binding(map, bind).match({
    path: path ?? undefined,
    method: method ?? undefined,
    query: plain(query) ?? undefined,
    websocket: websocket ?? undefined,
  });
  const quick = map.find(
    (method ?? bind.default_method).toUpperCase(),
    path ?? bind.path_info,
    domainOf(map, bind),
  );
  if (websocket === null && bind.url_scheme.startsWith("http")) assertAgree(outcome, quick);
  return answer(outcome);
}

/** Builds one url. */
export async function buildCase(map, asked) {
  try {
    return {
      url: binding(map, asked.bind).build(asked.endpoint, plain(asked.values) ?? {}, {
        method: asked.method ?? undefined,
        external: asked.force_external,
        appendUnknown: asked.append_unknown,
        scheme: asked.url_scheme ?? undefined,
      }),
    };
  } catch (error) {
    return { error: error.code ?? String(error) };
  }
}

/** Binds a map to a request. */
export async function bindCase({ options, request, server_name, subdomain }) {
  const map = new RuleMap(mapOptions(options ?? {}));
  const bound = map.bindToRequest(
    {
      scheme: request.scheme,
      host: request.host ?? undefined,
      serverAddress: request.server_name ?? undefined,
      serverPort: request.server_port ?? undefined,
      method: request.method,
      scriptName: decoded(request.script_name),
      path: decoded(request.path),
      query: request.query ?? undefined,
      connection: request.connection ?? undefined,
      upgrade: request.upgrade ?? undefined,
    },
    { serverName: server_name ?? undefined, subdomain: subdomain ?? undefined },
  );
  return {
    bind: {
      server_name: bound.serverName,
      script_name: bound.scriptName,
      subdomain: bound.subdomain,
      url_scheme: bound.scheme,
      default_method: bound.method,
      path_info: bound.path,
      query_args: bound.query ?? null,
    },
  };
}

function mapOptions(options) {
  return defined({
    // The answers to compare with are Python's, numbers and all.
    ...pythonLinks,
    strictSlashes: options.strict_slashes,
    mergeSlashes: options.merge_slashes,
    redirectDefaults: options.redirect_defaults,
    hostMatching: options.host_matching,
    subdomainMatching: options.subdomain_matching,
    defaultSubdomain: options.default_subdomain,
    sortParameters: options.sort_parameters,
  });
}

function ruleOptions(rule) {
  return defined({
    endpoint: rule.endpoint,
    methods: rule.methods,
    defaults: rule.defaults && plain(rule.defaults),
    subdomain: rule.subdomain,
    host: rule.host,
    redirectTo: rule.redirect_to,
    buildOnly: rule.build_only,
    alias: rule.alias,
    websocket: rule.websocket,
    strictSlashes: rule.strict_slashes,
    mergeSlashes: rule.merge_slashes,
  });
}

function binding(map, bind) {
  return map.bind(
    defined({
      serverName: bind.server_name,
      scriptName: bind.script_name,
      subdomain: bind.subdomain,
      scheme: bind.url_scheme,
      method: bind.default_method,
      path: bind.path_info,
      query: plain(bind.query_args),
    }),
  );
}

function domainOf(map, bind) {
  if (map.options.subdomainMatching) return bind.subdomain ?? "";
  return map.options.hostMatching ? bind.server_name : "";
}

/** The fast door and the careful one must say the same of every case. */
function assertAgree(outcome, quick) {
  if ((outcome.kind === "found") !== (quick !== null))
    throw new Error(
      `find() and match() disagree: ${JSON.stringify([outcome.kind, quick?.rule.rule])}`,
    );
  if (quick === null) return;
  if (quick.rule !== outcome.rule || text(quick.params) !== text(outcome.params))
    throw new Error(`find() and match() found different rules or params: ${text(quick.params)}`);
}

function text(params) {
  return JSON.stringify(Object.entries(params).sort(), (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

function answer(outcome) {
  switch (outcome.kind) {
    case "found":
      return { endpoint: outcome.rule.endpoint, args: outcome.params };
    case "redirect":
      return { redirect: outcome.location, code: outcome.code };
    case "method-not-allowed":
      return { error: "MethodNotAllowed", allowed: outcome.allowed };
    case "websocket-mismatch":
      return { error: "WebsocketMismatch" };
    default:
      return { error: "NotFound" };
  }
}

/** Takes the tags off values that JSON has no word for. */
function plain(value) {
  if (value === null || value === undefined || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(plain);
  const keys = Object.keys(value);
  if (keys.length !== 1 || !keys[0].startsWith("$"))
    return Object.fromEntries(keys.map((key) => [key, plain(value[key])]));
  const [tagged] = Object.values(value);
  if (keys[0] === "$float") return Number(tagged);
  if (keys[0] === "$int") return BigInt(tagged);
  if (keys[0] === "$tuple" || keys[0] === "$set") return tagged.map(plain);
  if (keys[0] === "$multi") return Object.fromEntries(tagged.map(fromMulti));
  return tagged;
}

function fromMulti([key, values]) {
  return [key, values.length === 1 ? plain(values[0]) : values.map(plain)];
}

function decoded(path) {
  return path === null || path === undefined ? undefined : decodeURIComponent(path);
}

function defined(options) {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== null),
  );
}
