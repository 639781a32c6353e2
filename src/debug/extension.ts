/** The debug pages: errors with source, variables and a console; unknown addresses with the rules that were tried. */

import type { Flagon } from "../app/app.ts";
import type { DebugPages } from "../app/debug-pages.ts";
import { prefersJson } from "../app/error-page.ts";
import type { Extension } from "../app/extension.ts";
import type { FlagonRequest } from "../app/request.ts";
import { json } from "../app/respond.ts";
import type { Middleware } from "../app/view.ts";
import { Forbidden, HttpError, MethodNotAllowed } from "../http/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import { findCookie, formatCookie } from "../http/cookies.ts";
import type { FlagonResponse } from "../http/response.ts";
import { DebugConsole } from "./console.ts";
import { CONSOLE_PATH, faultPage } from "./fault-page.ts";
import { mayEvaluate, maySee } from "./guard.ts";
import { type FrameLocals, LocalsRecorder } from "./locals.ts";
import { missingPage, rulesOf } from "./missing-page.ts";
import { jsonAnswer, textAnswer } from "./plain-text.ts";
import { makeReport, type Report } from "./report.ts";
import { welcomePage } from "./welcome-page.ts";

/** Options of {@link debugPages}. */
export interface DebugPagesOptions {
  /** Record the variables of frames. Default true; Node only. Looking at a throw takes some milliseconds; at most 30 a second are looked at. */
  locals?: boolean;
  /** Offer the console behind its PIN. Default true; it needs `locals`. */
  console?: boolean;
  /** Show the error page, not the list of rules, for a 404 that a view throws. Default false. */
  trapHttpErrors?: boolean;
  /** What a click on a place opens: the url of an editor, or null for no link. Default VS Code. */
  editorLink?: ((file: string, line: number, column: number) => string) | null;
  /** Says whether what stands under a name is hidden. Default: names of passwords, tokens, keys, cookies and their kind. */
  isSecret?: (name: string) => boolean;
  /** Makes the whole page for browsers in your own way. */
  reporter?: (report: Report) => FlagonResponse;
  /** Prints the PIN. Default: the console of the program. */
  print?: (line: string) => void;
}

/** One for the process: the inspector tells every throw, whichever app it is in. */
let recorder: LocalsRecorder | undefined;

/**
 * Shows what went wrong while an app is made: only in debug mode and only to this machine.
 *
 * `app.run({ debug: true })` installs it; install it yourself to choose its options. Outside of debug mode it does nothing at all.
 *
 * @example
 * app.install(debugPages({ trapHttpErrors: true }));
 */
export function debugPages(options: DebugPagesOptions = {}): Extension {
  return {
    name: "debug",
    install(app) {
      app.onCompile(() => {
        if (app.config.debug) open(app, options);
      });
    },
  };
}

/** JavaScript keeps ten calls of a stack; a page of five templates has more between the view and the fault. */
const STACK_DEPTH = 60;

function open(app: Flagon, options: DebugPagesOptions): void {
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, STACK_DEPTH);
  if (options.locals !== false) recorder ??= LocalsRecorder.start();
  const hasConsole = options.console !== false && options.locals !== false;
  const shell = hasConsole && recorder !== undefined ? new DebugConsole() : undefined;
  app.debugPages = new Pages(options, shell);
  // The console stands before all other middleware: nothing of the app's own has to let it pass.
  if (shell !== undefined) app.parts.middleware.unshift(consoleMiddleware(shell));
}

class Pages implements DebugPages {
  readonly #options: DebugPagesOptions;
  readonly #shell: DebugConsole | undefined;
  #hasToldPin = false;

  constructor(options: DebugPagesOptions, shell: DebugConsole | undefined) {
    this.#options = options;
    this.#shell = shell;
  }

  fault(error: unknown, request: FlagonRequest): MaybePromise<FlagonResponse> | undefined {
    if (!maySee(request)) return undefined;
    return this.#answer(error, request);
  }

  missing(error: HttpError, request: FlagonRequest): MaybePromise<FlagonResponse> | undefined {
    if (!maySee(request)) return undefined;
    const isThrown = request.plan?.parts.endpoint !== undefined;
    if (isThrown && this.#options.trapHttpErrors === true) return this.#answer(error, request);
    if (prefersJson(request)) return undefined;
    if (request.path === "/" && isUntouched(request.app)) return welcomePage(request);
    return missingPage(error, request);
  }

  async #answer(error: unknown, request: FlagonRequest): Promise<FlagonResponse> {
    const status = error instanceof HttpError ? error.status : 500;
    const recorded = recorder?.of(error) ?? [];
    const report = await makeReport({
      error,
      request,
      localsOf: (one) => recorder?.of(one) ?? [],
      isSecret: this.#options.isSecret,
    });
    if (prefersJson(request)) return jsonAnswer(report, status);
    if (request.header("accept")?.includes("text/html") !== true) return textAnswer(report, status);
    if (this.#options.reporter !== undefined) return this.#options.reporter(report);
    return faultPage(report, {
      status,
      consoleId: request.exchange.peerAddress === "" ? undefined : this.#openConsole(recorded),
      editorLink: (file, line, column) => this.#editorLink(file, line, column),
    });
  }

  #openConsole(recorded: readonly FrameLocals[]): string | undefined {
    if (this.#shell === undefined || recorded.length === 0) return undefined;
    if (!this.#hasToldPin) {
      this.#hasToldPin = true;
      const print = this.#options.print ?? ((line: string) => console.log(line));
      print(`The console of error pages asks for a PIN: ${this.#shell.pin}`);
    }
    return this.#shell.keep(recorded);
  }

  #editorLink(file: string, line: number, column: number): string | undefined {
    const { editorLink } = this.#options;
    if (editorLink === null) return undefined;
    return editorLink === undefined
      ? `vscode://file${encodeURI(file.startsWith("/") ? file : `/${file}`)}:${line}:${column}`
      : editorLink(file, line, column);
  }
}

/** Static files alone are no route that somebody wrote. */
function isUntouched(app: Flagon): boolean {
  return rulesOf(app).every(
    ({ endpoint }) => endpoint === "static" || endpoint.endsWith(".static"),
  );
}

const COOKIE = "flagon-debug";

function consoleMiddleware(shell: DebugConsole): Middleware {
  return (next) => (request) =>
    request.path === CONSOLE_PATH ? talk(shell, request) : next(request);
}

/** Takes `{ pin }`, which opens the console for this browser, or `{ error, frame, code }`. */
async function talk(shell: DebugConsole, request: FlagonRequest): Promise<FlagonResponse> {
  if (request.method !== "POST") throw new MethodNotAllowed(undefined, { allowed: ["POST"] });
  if (!mayEvaluate(request))
    throw new Forbidden("The console answers to its own page on this machine alone.");
  const message = await request.json<{
    pin?: unknown;
    error?: unknown;
    frame?: unknown;
    code?: unknown;
  }>();
  if (typeof message.pin === "string") return unlock(shell, message.pin);
  const token = findCookie(request.header("cookie"), COOKIE);
  if (!shell.isOpenFor(token)) return json({ ok: false, needsPin: !shell.isLocked, text: LOCKED });
  const { error, frame, code } = message;
  const evaluated = await shell.evaluate(String(error), Number(frame), String(code));
  return json(evaluated ?? { ok: false, text: "This error is gone: load the page again." });
}

const LOCKED = "The console is locked: too many PINs were wrong. Start the program again.";

function unlock(shell: DebugConsole, pin: string): FlagonResponse {
  if (!shell.unlock(pin))
    return json(
      { ok: false, text: shell.isLocked ? LOCKED : "This is not the PIN." },
      { status: 403 },
    );
  const response = json({ ok: true, text: "" });
  const cookie = formatCookie(COOKIE, shell.token, {
    httpOnly: true,
    sameSite: "strict",
    path: "/__flagon__",
  });
  response.headers.append("set-cookie", cookie);
  return response;
}
