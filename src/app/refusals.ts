/** Refusals: each answer of 400 to 499 that Flagon or an `HttpError` caused is one log record. */

import { now } from "../base/clock.ts";
import { escapeControls } from "../base/terminal.ts";
import type { HttpError } from "../http/errors.ts";
import { ACCESS_LOGGER } from "./access-log.ts";
import type { Flagon } from "./app.ts";
import type { Level } from "./log-format.ts";
import type { LogFields, Logger } from "./logger.ts";
import { MountedExchange } from "./mount.ts";
import type { FlagonRequest } from "./request.ts";
import type { RawRefusal } from "../server/raw-refusal.ts";

/** The most records that one logger gets in a second: whoever sends rubbish must not fill the disk. */
const RECORDS_PER_SECOND = 100;
/** The most characters of anything that a visitor sent. */
const TEXT_LENGTH = 300;

/**
 * Logs the refusals of an app, each once, when its answer is ready.
 *
 * Suspicious ones go to `flagon.security` at level `warn`, whatever page an error handler made of them. The others go to `flagon.request`
 * at level `info`, unless an access log has them already. A request that is not refused never comes here.
 */
export class RefusalLog {
  readonly #requests: RefusalLogger;
  readonly #security: RefusalLogger;

  constructor(app: Flagon) {
    this.#requests = new RefusalLogger(app.logger.named("flagon.request"), "info");
    this.#security = new RefusalLogger(app.logger.named("flagon.security"), "warn");
  }

  /** Logs what refused a request that is answered with `status`. Never throws. */
  record(error: HttpError, request: FlagonRequest, status: number): void {
    try {
      if (error.suspicion !== undefined) this.#security.write(() => suspect(error, request));
      else if (status >= 400 && status <= 499 && !isInAccessLog(request))
        this.#requests.write(() => factsOf(error, request, status));
    } catch {
      // A record that cannot be made must not take the answer with it.
    }
  }
}

/**
 * Gives the function that logs what a server refused before it became a request: to `flagon.request`, beside an access log too, which
 * never sees it.
 */
export function rawRefusalLog(app: Flagon): (refusal: RawRefusal) => void {
  const log = new RefusalLogger(app.logger.named("flagon.request"), "info");
  return ({ status, code, reason, line, peerAddress }) =>
    log.write(() => ({
      status,
      refusal: code,
      detail: reason,
      ip: visible(peerAddress),
      ...(line === undefined ? {} : { line: visible(line) }),
    }));
}

/** Writes records up to a number per second, and tells in the next one how many were left out. */
class RefusalLogger {
  readonly #logger: Logger;
  readonly #level: Level;
  #second = 0;
  #written = 0;
  #leftOut = 0;

  constructor(logger: Logger, level: Level) {
    this.#logger = logger;
    this.#level = level;
  }

  write(facts: () => LogFields): void {
    if (!this.#logger.isEnabled(this.#level)) return;
    const second = Math.floor(now() / 1000);
    if (second !== this.#second) [this.#second, this.#written] = [second, 0];
    if (this.#written >= RECORDS_PER_SECOND) {
      this.#leftOut++;
      return;
    }
    const leftOut = this.#leftOut === 0 ? {} : { leftOut: this.#leftOut };
    this.#written++;
    this.#leftOut = 0;
    this.#logger.log(this.#level, { ...facts(), ...leftOut }, "The request was refused.");
  }
}

function factsOf(error: HttpError, request: FlagonRequest, status: number): LogFields {
  const { endpoint } = request;
  return {
    requestId: request.id,
    method: visible(request.method),
    path: visible(pathOf(request)),
    status,
    refusal: error.name,
    detail: visible(error.message),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/** Tells besides where a suspicious request came from and which site it named, so that a wrong setting can be told from an attack. */
function suspect(error: HttpError, request: FlagonRequest): LogFields {
  const origin = request.header("origin");
  return {
    ...factsOf(error, request, error.status),
    reason: error.suspicion,
    ip: visible(request.ip),
    host: visible(request.host),
    ...(origin === undefined ? {} : { origin: visible(origin) }),
  };
}

/** The path without the query, which may hold secrets. A target that is no path has not been taken apart. */
function pathOf(request: FlagonRequest): string {
  return request.rawPath === "" ? request.exchange.target.split("?", 1)[0]! : request.rawPath;
}

/** Escapes here already: a format of one's own may write texts as they are (CWE-117). */
function visible(text: string): string {
  const short = text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text;
  return escapeControls(short);
}

/** Says whether the app, or one that it is mounted in, writes each request to its access log. */
function isInAccessLog({ app, exchange }: FlagonRequest): boolean {
  if (app.extensions.has("access-log") && app.logger.named(ACCESS_LOGGER).isEnabled("info"))
    return true;
  return exchange instanceof MountedExchange && isInAccessLog(exchange.request);
}
