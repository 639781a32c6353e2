/** Errors for the visitor: thrown anywhere, answered with their status. */

import { fillPlaces } from "../base/places.ts";
import { REASON_PHRASES, STATUS_DESCRIPTIONS } from "./status.ts";

/** What an {@link HttpError} may carry besides its description. */
export interface HttpErrorOptions {
  /** Headers of the answer, such as `Retry-After`. */
  headers?: Readonly<Record<string, string>>;
  /** The error that led to this one. It is logged, never shown. */
  cause?: unknown;
  /** Members added to the problem details of the answer (RFC 9457 section 3.2), such as `errors`. They are shown to the visitor. */
  extensions?: Readonly<Record<string, unknown>>;
  /** Why the request may be an attack, in a word such as `foreign-host`: it is then logged as a warning to `flagon.security`. Not shown. */
  suspicion?: string;
  /** What the developer may have done wrong. It is shown in debug mode alone. */
  hint?: string;
  /** What stands for `{name}` in the description, which can then be translated before it is filled in. */
  values?: Readonly<Record<string, unknown>>;
}

/**
 * Ends the request with a status and a one-line description that the visitor may read.
 *
 * Throw it, or one of its subclasses, anywhere in a view, hook or middleware. An error handler for its class, for a class it extends, or
 * for its status decides what the page looks like; without one, Flagon answers with a short page, or with problem details (RFC 9457) where
 * the client prefers JSON.
 *
 * @example
 * throw new NotFound(`There is no post ${id}.`);
 * @see RFC 9110 section 15
 */
export class HttpError extends Error {
  override readonly name: string = "HttpError";
  /** The status of the answer. */
  readonly status: number;
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Members added to the problem details of the answer. */
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
  /** Why the request may be an attack; undefined for most refusals. */
  readonly suspicion: string | undefined;
  /** What the developer may have done wrong, for debug mode. */
  readonly hint: string | undefined;
  /** The description as it was written: with `{name}` where `values` has something. It is what translations are looked up by. */
  readonly text: string;
  /** What is filled into the description. */
  readonly values: Readonly<Record<string, unknown>> | undefined;

  constructor(status: number, description?: string, options: HttpErrorOptions = {}) {
    const text = description ?? describeStatus(status);
    super(options.values === undefined ? text : fillPlaces(text, options.values), causeOf(options));
    this.text = text;
    this.values = options.values;
    this.status = status;
    this.headers = options.headers ?? {};
    this.extensions = options.extensions;
    this.suspicion = options.suspicion;
    this.hint = options.hint;
  }

  /** The reason phrase of the status, which is also the title of the page. */
  get title(): string {
    return REASON_PHRASES[this.status] ?? "Error";
  }
}

function describeStatus(status: number): string {
  return STATUS_DESCRIPTIONS[status] ?? REASON_PHRASES[status] ?? "The request failed.";
}

function causeOf({ cause }: HttpErrorOptions): ErrorOptions | undefined {
  return cause === undefined ? undefined : { cause };
}

/** 400: the request is malformed. */
export class BadRequest extends HttpError {
  override readonly name = "BadRequest";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(400, description, options);
  }
}

/** 401: the visitor is not known. `challenge` becomes the `WWW-Authenticate` header (RFC 9110 section 11.6.1). */
export class Unauthorized extends HttpError {
  override readonly name = "Unauthorized";
  constructor(description?: string, options: HttpErrorOptions & { challenge?: string } = {}) {
    super(401, description, withHeader(options, "WWW-Authenticate", options.challenge));
  }
}

/** 403: the visitor is known, or need not be, and still may not. */
export class Forbidden extends HttpError {
  override readonly name = "Forbidden";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(403, description, options);
  }
}

/** 404: there is nothing at this address. */
export class NotFound extends HttpError {
  override readonly name = "NotFound";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(404, description, options);
  }
}

/** 405: the address exists, for other methods. `allowed` becomes the `Allow` header. */
export class MethodNotAllowed extends HttpError {
  override readonly name = "MethodNotAllowed";
  constructor(
    description?: string,
    options: HttpErrorOptions & { allowed?: readonly string[] } = {},
  ) {
    super(405, description, withHeader(options, "Allow", options.allowed?.join(", ")));
  }
}

/** 406: nothing that the client accepts can be given. */
export class NotAcceptable extends HttpError {
  override readonly name = "NotAcceptable";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(406, description, options);
  }
}

/** 408: the client was too slow. */
export class RequestTimeout extends HttpError {
  override readonly name = "RequestTimeout";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(408, description, options);
  }
}

/** 409: the request conflicts with the present state. */
export class Conflict extends HttpError {
  override readonly name = "Conflict";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(409, description, options);
  }
}

/** 410: what was here is gone for good. */
export class Gone extends HttpError {
  override readonly name = "Gone";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(410, description, options);
  }
}

/** 411: the request must say its length. */
export class LengthRequired extends HttpError {
  override readonly name = "LengthRequired";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(411, description, options);
  }
}

/** 412: a condition such as `If-Match` does not hold. */
export class PreconditionFailed extends HttpError {
  override readonly name = "PreconditionFailed";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(412, description, options);
  }
}

/** 413: the body is larger than allowed. The connection is closed instead of reading the rest. */
export class ContentTooLarge extends HttpError {
  override readonly name = "ContentTooLarge";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(413, description, options);
  }
}

/** 415: the body is of a type that is not taken here. */
export class UnsupportedMediaType extends HttpError {
  override readonly name = "UnsupportedMediaType";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(415, description, options);
  }
}

/** 416: the range lies outside of the content. `lengthBytes` becomes the `Content-Range` header. */
export class RangeNotSatisfiable extends HttpError {
  override readonly name = "RangeNotSatisfiable";
  constructor(description?: string, options: HttpErrorOptions & { lengthBytes?: number } = {}) {
    const range = options.lengthBytes === undefined ? undefined : `bytes */${options.lengthBytes}`;
    super(416, description, withHeader(options, "Content-Range", range));
  }
}

/** 422: well-formed, but not valid. */
export class UnprocessableContent extends HttpError {
  override readonly name = "UnprocessableContent";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(422, description, options);
  }
}

/** 429: too many requests. `retryAfterSeconds` becomes the `Retry-After` header. */
export class TooManyRequests extends HttpError {
  override readonly name = "TooManyRequests";
  constructor(
    description?: string,
    options: HttpErrorOptions & { retryAfterSeconds?: number } = {},
  ) {
    super(429, description, withHeader(options, "Retry-After", options.retryAfterSeconds));
  }
}

/** 500: something broke. Thrown errors of other classes are answered with this status. */
export class InternalServerError extends HttpError {
  override readonly name = "InternalServerError";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(500, description, options);
  }
}

/** 501: not to be had here. */
export class NotImplemented extends HttpError {
  override readonly name = "NotImplemented";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(501, description, options);
  }
}

/** 502: a server behind this one gave an invalid answer. */
export class BadGateway extends HttpError {
  override readonly name = "BadGateway";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(502, description, options);
  }
}

/** 503: not right now. `retryAfterSeconds` becomes the `Retry-After` header. */
export class ServiceUnavailable extends HttpError {
  override readonly name = "ServiceUnavailable";
  constructor(
    description?: string,
    options: HttpErrorOptions & { retryAfterSeconds?: number } = {},
  ) {
    super(503, description, withHeader(options, "Retry-After", options.retryAfterSeconds));
  }
}

/** 504: a server behind this one did not answer in time. */
export class GatewayTimeout extends HttpError {
  override readonly name = "GatewayTimeout";
  constructor(description?: string, options?: HttpErrorOptions) {
    super(504, description, options);
  }
}

const CLASSES: Record<number, new (description?: string, options?: HttpErrorOptions) => HttpError> =
  {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    408: RequestTimeout,
    409: Conflict,
    410: Gone,
    411: LengthRequired,
    412: PreconditionFailed,
    413: ContentTooLarge,
    415: UnsupportedMediaType,
    416: RangeNotSatisfiable,
    422: UnprocessableContent,
    429: TooManyRequests,
    500: InternalServerError,
    501: NotImplemented,
    502: BadGateway,
    503: ServiceUnavailable,
    504: GatewayTimeout,
  };

/**
 * Ends the request with a status: throws the {@link HttpError} class that belongs to it.
 *
 * @throws HttpError always, with `status`.
 * @example
 * if (!mayEdit) abort(403, "Only the author may edit this.");
 */
export function abort(status: number, description?: string, options?: HttpErrorOptions): never {
  throw httpErrorOf(status, { ...options, description });
}

/** Makes the error of a status, of its own class where it has one. */
export function httpErrorOf(
  status: number,
  { description, ...options }: HttpErrorOptions & { description?: string | undefined } = {},
): HttpError {
  const Class = CLASSES[status];
  return Class === undefined
    ? new HttpError(status, description, options)
    : new Class(description, options);
}

function withHeader(
  options: HttpErrorOptions,
  name: string,
  value: string | number | undefined,
): HttpErrorOptions {
  if (value === undefined) return options;
  return { ...options, headers: { ...options.headers, [name]: String(value) } };
}
