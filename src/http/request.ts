/** The request: the web's surface over an exchange, where nothing is parsed or copied before it is asked for. */

import { FlagonError } from "../base/errors.ts";
import { CharsetAccept, LanguageAccept, MediaAccept, Accept } from "./accept.ts";
import { type Authorization, parseAuthorization } from "./authorization.ts";
import { parseCookies } from "./cookies.ts";
import { BadRequest, UnsupportedMediaType } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Form } from "./forms.ts";
import { HeaderMap } from "./headers.ts";
import { parseJson } from "./json.ts";
import { chain, Later } from "./later.ts";
import { type MultiParams, parseQuery, type QueryParams } from "./query-params.ts";
import { parseRange, type RangeRequest } from "./ranges.ts";
import { parseTarget } from "./target.ts";
import type { FileSinkFactory, UploadedFile } from "./uploads.ts";

/** How much a request may bring, and how it came here; given by the app. */
export interface RequestLimits {
  readonly jsonBytes: number;
  readonly jsonDepth: number;
  readonly formBytes: number;
  readonly formFields: number;
  readonly multipartBytes: number;
  readonly multipartParts: number;
  readonly fileBytes: number;
  readonly bodyBytes: number;
}

/** What `Content-Encoding` says of a body that is in no coding. */
const PLAIN: ReadonlySet<string> = new Set(["", "identity"]);
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * A request.
 *
 * It has the methods of the web's `Request` (`headers`, `json()`, `text()`, `bytes()`, `body`, `signal`, …) and what they lack: the query and
 * cookies parsed, content negotiation, limits. `web` gives the genuine `Request` for code that insists on one.
 */
export class HttpRequest {
  /** The request as the runtime has it. */
  readonly exchange: Exchange;
  /** The method, in capitals for the standard ones. */
  method: string;
  /** The path, decoded, with U+0000 for an encoded slash; below the app's mount point. */
  path: string;
  /** The path as it came. */
  rawPath: string;
  /** The query with its question mark, or the empty text. */
  search: string;
  /** Limits that count for this request. */
  limits: RequestLimits;
  /** Where uploaded files go; by default small ones stay in memory and large ones go to temporary files. */
  fileSinks: FileSinkFactory | undefined;
  #authority: string | undefined;
  #query: QueryParams | null;
  #cookies: Record<string, string> | null;
  #headers: HeaderMap | null;
  #body: PromiseLike<Uint8Array> | null;
  #contentType: string | undefined;
  #form: Promise<Form> | null;

  constructor(exchange: Exchange, limits: RequestLimits) {
    this.exchange = exchange;
    this.method = exchange.method;
    this.path = "";
    this.rawPath = "";
    this.search = "";
    this.limits = limits;
    this.fileSinks = undefined;
    this.#authority = undefined;
    this.#query = null;
    this.#cookies = null;
    this.#headers = null;
    this.#body = null;
    this.#contentType = undefined;
    this.#form = null;
  }

  /** Parses the target; nothing else may be read before. Gives the authority of an absolute-form target. */
  readTarget(): string | undefined {
    const target = parseTarget(this.exchange.target);
    this.path = target.path;
    this.rawPath = target.rawPath;
    this.search = target.search;
    this.#authority = target.authority;
    return this.#authority;
  }

  /** Gives a header by its name in lower case; cheaper than `headers.get()`. */
  header(name: string): string | undefined {
    return this.exchange.header(name);
  }

  /** All headers. Names with an underscore are left out: some proxies cannot tell them from dashed ones (CVE-2015-0219). */
  get headers(): HeaderMap {
    return (this.#headers ??= collectHeaders(this.exchange.headerLines()));
  }

  /** The query: `query.get("page")`, `query.getAll("tag")`, `query.getAs("page", "integer", 1)`. */
  get query(): QueryParams {
    return (this.#query ??= parseQuery(this.search.slice(1), {
      maxFields: this.limits.formFields,
      onTooMany: (limit) =>
        new BadRequest("The query may have {limit} fields at most.", { values: { limit } }),
    }));
  }

  /** The cookies by name, on an object without a prototype. */
  get cookies(): Record<string, string> {
    return (this.#cookies ??= parseCookies(this.header("cookie")));
  }

  /** Aborts when the client leaves before the answer is complete. */
  get signal(): AbortSignal {
    return this.exchange.signal;
  }

  /** What `Accept` says. */
  get accept(): MediaAccept {
    return MediaAccept.parse(this.header("accept"));
  }

  /** What `Accept-Language` says. */
  get acceptLanguages(): LanguageAccept {
    return LanguageAccept.parse(this.header("accept-language"));
  }

  /** What `Accept-Encoding` says. */
  get acceptEncodings(): Accept {
    return Accept.parse(this.header("accept-encoding"));
  }

  /** What `Accept-Charset` says. */
  get acceptCharsets(): CharsetAccept {
    return CharsetAccept.parse(this.header("accept-charset"));
  }

  /** Says whether the client takes this media type. */
  accepts(type: string): boolean {
    const header = this.header("accept");
    return header === undefined || MediaAccept.parse(header).quality(type) > 0;
  }

  /** What `Authorization` says: scheme, token or parameters, user name and password for Basic. */
  get authorization(): Authorization | undefined {
    return parseAuthorization(this.header("authorization"));
  }

  /** What `Range` asks for, where it is well-formed. */
  get range(): RangeRequest | undefined {
    return parseRange(this.header("range"));
  }

  /** The `User-Agent`, or the empty text. */
  get userAgent(): string {
    return this.header("user-agent") ?? "";
  }

  /** The `Referer`, or the empty text. */
  get referrer(): string {
    return this.header("referer") ?? "";
  }

  /** Media type of the body in lower case without parameters, or the empty text. */
  get mediaType(): string {
    return essenceOf(this.header("content-type") ?? "");
  }

  /** Says whether the body is said to be JSON: `application/json` or any `+json`. */
  get isJson(): boolean {
    return isJsonType((this.#contentType ??= this.header("content-type") ?? ""));
  }

  /** Says whether the request brings a body. */
  get hasBody(): boolean {
    return this.#body !== null || this.exchange.hasBody();
  }

  /** Says whether the body, or a part of it, has been read. */
  get bodyUsed(): boolean {
    return this.#body !== null;
  }

  /**
   * Reads the whole body, which is kept: it can be read again, as text too. A body with a `Content-Encoding` is given as it came.
   *
   * @throws ContentTooLarge, BadRequest when it ends early
   */
  bytes(): Promise<Uint8Array> {
    return Promise.resolve((this.#body ??= this.exchange.readBody(this.limits.bodyBytes)));
  }

  /** Reads the whole body within another limit than `limits.bodyBytes`. */
  bytesUpTo(limitBytes: number): Promise<Uint8Array> {
    return Promise.resolve((this.#body ??= this.exchange.readBody(limitBytes)));
  }

  /**
   * Reads the whole body as UTF-8.
   *
   * @throws UnsupportedMediaType for a body with a `Content-Encoding`; ContentTooLarge, BadRequest as `bytes()`, and for what is no UTF-8
   */
  async text(): Promise<string> {
    this.#assertPlain();
    return decodeText(await this.bytes());
  }

  /** Reads the whole body into a buffer of its own. */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).slice().buffer as ArrayBuffer;
  }

  /** Reads the whole body into a blob of the body's type. */
  async blob(): Promise<Blob> {
    return new Blob([(await this.bytes()) as Uint8Array<ArrayBuffer>], {
      type: this.header("content-type") ?? "",
    });
  }

  /**
   * Reads the body as JSON.
   *
   * `silent` gives null instead of an error; `force` reads it whatever its type says.
   *
   * @throws UnsupportedMediaType when it is not said to be JSON or has a `Content-Encoding`, BadRequest when it is none, nested too deeply or holds a `__proto__`
   */
  async json<T = unknown>({
    silent = false,
    force = false,
  }: { silent?: boolean; force?: boolean } = {}): Promise<T> {
    try {
      // What a caller expects of JSON from outside is the caller's claim; schemas check it.
      return (await this.readJson({ force })) as T;
    } catch (error) {
      if (silent) return null as T;
      throw error;
    }
  }

  /**
   * Reads the fields of an urlencoded or multipart form: `(await request.form()).get("title")`.
   *
   * @throws UnsupportedMediaType for another content type or a `Content-Encoding`, ContentTooLarge beyond a limit, BadRequest for a broken form
   */
  async form(): Promise<QueryParams> {
    return (await this.#readForm()).fields;
  }

  /**
   * Reads the files of a multipart form: `(await request.files()).get("photo")`. Large ones wait on disk until the request is over.
   *
   * @throws as `form()`
   */
  async files(): Promise<MultiParams<UploadedFile>> {
    return (await this.#readForm()).files;
  }

  #readForm(): Promise<Form> {
    return (this.#form ??= this.#parseForm());
  }

  async #parseForm(): Promise<Form> {
    this.#assertPlain();
    // Forms are read seldom enough that programs without any need not load what reads them.
    const { readFormOf } = await import("./form-reader.ts");
    const body = this.#body === null ? this.stream() : [await this.#body];
    return readFormOf(body, {
      contentType: this.header("content-type"),
      limits: this.limits,
      sinks: this.fileSinks,
    });
  }

  /** Compressed bytes are no text, JSON or form; whoever takes them inflates them within a limit of his own. */
  #assertPlain(): void {
    const codings = this.header("content-encoding");
    if (codings !== undefined && this.hasBody) assertIdentity(codings);
  }

  /** Whether a form has been asked for. */
  get hasForm(): boolean {
    return this.#form !== null;
  }

  /** Frees what the request holds: temporary files of uploads. Apps call it when the request is over. */
  dispose(): void {
    this.#form?.then(
      (form) => form.dispose(),
      () => {},
    );
  }

  /** Does what `json()` does, and answers in the tick in which the body has come. For the framework. */
  readJson({ force = false }: { force?: boolean } = {}): PromiseLike<unknown> {
    if (!force && !this.isJson) {
      throw new UnsupportedMediaType(
        "The body has to be JSON, with Content-Type: application/json.",
      );
    }
    this.#assertPlain();
    const body = (this.#body ??= this.exchange.readBody(this.limits.jsonBytes));
    const line = body instanceof Later ? (body as Later<Uint8Array>).fork() : body;
    return chain(line, jsonOf, null, this.limits.jsonDepth);
  }

  /**
   * The body as a stream, for bodies that should not be gathered in memory; null where there is none. It can be read once.
   *
   * @throws FlagonError `http.body-read` when the body has been read in another way.
   */
  stream(limitBytes: number = this.limits.multipartBytes): ReadableStream<Uint8Array> | null {
    if (this.#body !== null) throw bodyRead();
    const stream = this.exchange.bodyStream(limitBytes);
    if (stream !== null) {
      const read = Promise.reject(bodyRead());
      read.catch(() => {});
      this.#body = read;
    }
    return stream;
  }

  /** The body as the web's `Request` has it: what `stream()` gives. */
  get body(): ReadableStream<Uint8Array> | null {
    return this.stream();
  }
}

/** Says whether a content type is JSON, by a strict reading of its essence (CVE-2025-32442). */
export function isJsonType(contentType: string): boolean {
  if (contentType === "application/json") return true;
  const essence = essenceOf(contentType);
  return essence === "application/json" || /^application\/[\w!#$&^.+-]+\+json$/.test(essence);
}

/** Gives type and subtype in lower case, or the empty text where the header is no media type. */
export function essenceOf(contentType: string): string {
  const end = contentType.indexOf(";");
  const essence = (end < 0 ? contentType : contentType.slice(0, end).trimEnd()).toLowerCase();
  return /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+$/.test(essence) ? essence : "";
}

/** RFC 9110 section 15.5.16: the answer says which content codings would have been taken. */
function assertIdentity(codings: string): void {
  if (codings.split(",").every((coding) => PLAIN.has(coding.trim().toLowerCase()))) return;
  throw new UnsupportedMediaType("The body has to come without a Content-Encoding.", {
    headers: { "Accept-Encoding": "identity" },
  });
}

/** Decodes UTF-8; a byte order mark is dropped. */
function jsonOf(bytes: Uint8Array, depth: number): unknown {
  return parseJson(decodeText(bytes), depth);
}

function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new BadRequest("The body is not valid UTF-8.", { cause });
  }
}

function collectHeaders(lines: readonly string[]): HeaderMap {
  const headers = new HeaderMap();
  for (let at = 0; at < lines.length; at += 2) {
    const name = lines[at]!.toLowerCase();
    if (name.includes("_")) continue;
    if (name === "cookie" && headers.has(name))
      headers.setTrusted(name, `${headers.get(name)}; ${lines[at + 1]}`);
    else headers.appendTrusted(name, lines[at + 1]!);
  }
  return headers;
}

function bodyRead(): FlagonError {
  return new FlagonError("The body of this request has been read already.", {
    code: "http.body-read",
    where: "request.body",
    mend: "Read it once: bytes(), text(), json() and form() can be called again, a stream cannot.",
  });
}
