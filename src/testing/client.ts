/** The test client: asks an app without a socket, keeps cookies, follows redirects and raises what views throw. */

import type { Flagon } from "../app/app.ts";
import { FlagonRequest } from "../app/request.ts";
import { signals } from "../app/signals.ts";
import { FlagonError } from "../base/errors.ts";
import { HttpError } from "../http/errors.ts";
import type { HeaderSource } from "../http/headers.ts";
import { FlagonResponse } from "../http/response.ts";
import { toWebResponse } from "../server/fetch-send.ts";
import type { Session } from "../sessions/session.ts";
import { CookieJar } from "./cookie-jar.ts";
import type { TestExchange } from "./exchange.ts";
import { exchangeOf, placeOf } from "./question.ts";
import { Reply, type RenderedTemplate } from "./reply.ts";
import {
  encodeBody,
  type EncodedBody,
  mergeHeaders,
  type TestRequestOptions,
  withQuery,
} from "./request-options.ts";
import { openSocket, type TestSocket, type TestSocketOptions } from "./socket.ts";

/** Options of a test client. */
export interface TestClientOptions {
  /** Follow redirects that stay on hosts of the app. Default false: the test sees the redirect. */
  followRedirects?: boolean;
  /** Throw what a view throws; false gives the page that a visitor would see. Default true. */
  raiseErrors?: boolean;
  /** Where the app is asked. Default `http://localhost`. */
  baseUrl?: string;
  /** Sent with every request. */
  headers?: HeaderSource;
  /** The visitor's address. Default 127.0.0.1. */
  ip?: string;
}

/** Options of one request of a test client. */
export interface ClientRequestOptions extends TestRequestOptions {
  /** Over the client's own. */
  followRedirects?: boolean;
  /** Over the client's own. */
  raiseErrors?: boolean;
}

/** One request on its way through redirects. */
interface Question {
  readonly method: string;
  readonly url: URL;
  readonly target: string;
  readonly body: EncodedBody;
  readonly options: ClientRequestOptions;
  readonly history: readonly Reply[];
}

const MOST_REDIRECTS = 20;

/**
 * Makes a client that asks `app` in this process; no port is opened.
 *
 * It keeps cookies like a browser, does not follow redirects unless told to, and throws what a view throws, with its own stack.
 *
 * @example
 * const client = testClient(app);
 * const reply = await client.post("/notes", { form: { text: "buy milk" } });
 * await reply.assertRedirect("/");
 */
export function testClient(app: Flagon, options: TestClientOptions = {}): TestClient {
  return new TestClient(app, options);
}

/** A visitor made of code; make one with {@link testClient}. */
export class TestClient {
  /** The app it asks. */
  readonly app: Flagon;
  /** Its cookies. */
  readonly cookies: CookieJar = new CookieJar();
  readonly #base: URL;
  readonly #options: TestClientOptions;

  constructor(app: Flagon, options: TestClientOptions = {}) {
    this.app = app;
    this.#base = new URL(options.baseUrl ?? "http://localhost");
    this.#options = options;
  }

  /** Sends a GET request. */
  get(path: string, options?: ClientRequestOptions): Promise<Reply> {
    return this.request("GET", path, options);
  }

  /** Sends a HEAD request. */
  head(path: string, options?: ClientRequestOptions): Promise<Reply> {
    return this.request("HEAD", path, options);
  }

  /** Sends a POST request. */
  post(path: string, options?: ClientRequestOptions): Promise<Reply> {
    return this.request("POST", path, options);
  }

  /** Sends a PUT request. */
  put(path: string, options?: ClientRequestOptions): Promise<Reply> {
    return this.request("PUT", path, options);
  }

  /** Sends a PATCH request. */
  patch(path: string, options?: ClientRequestOptions): Promise<Reply> {
    return this.request("PATCH", path, options);
  }

  /** Sends a DELETE request. */
  delete(path: string, options?: ClientRequestOptions): Promise<Reply> {
    return this.request("DELETE", path, options);
  }

  /** Sends an OPTIONS request. */
  options(path: string, options?: ClientRequestOptions): Promise<Reply> {
    return this.request("OPTIONS", path, options);
  }

  /**
   * Sends a request. `path` goes to the app as it is written; a full url asks another host of the app.
   *
   * @throws what a view threw, unless `raiseErrors` is false; FlagonError `testing.too-many-redirects`, `testing.two-bodies`
   */
  async request(method: string, path: string, options: ClientRequestOptions = {}): Promise<Reply> {
    await this.app.start();
    const full = withQuery(path, options.query);
    const place = placeOf(full, this.#base);
    const body = await encodeBody(options);
    return this.#follow({ method, ...place, body, options, history: [] });
  }

  /**
   * Opens a WebSocket to the app, in this process.
   *
   * @throws FlagonError `testing.socket-refused` when the app refuses the handshake.
   */
  async websocket(path: string, options: TestSocketOptions = {}): Promise<TestSocket> {
    await this.app.start();
    const place = placeOf(withQuery(path, options.query), this.#base);
    const exchange = this.#exchange({
      method: "GET",
      ...place,
      body: { bytes: null, type: undefined },
      options: { ...options, headers: mergeHeaders(handshake(options), options.headers) },
      history: [],
    });
    const { socket, setCookies } = await openSocket(this.app, {
      exchange,
      raise: this.#raiser(exchange, options),
    });
    for (const line of setCookies) this.cookies.take(line, place.url);
    return socket;
  }

  /**
   * Changes the session that the next request brings; what `change` does is saved.
   *
   * @returns what `change` gives
   * @throws FlagonError `testing.no-sessions` when the app has none.
   * @example
   * await client.session((session) => session.set("cart", [7]));
   */
  async session<T>(change: (session: Session) => T | PromiseLike<T>): Promise<T> {
    await this.app.start();
    const visit = sessionVisit(this.app);
    const exchange = this.#exchange({
      method: "GET",
      ...placeOf("/", this.#base),
      body: { bytes: null, type: undefined },
      options: {},
      history: [],
    });
    const response = new FlagonResponse(null);
    let result: T;
    await visit(new FlagonRequest(this.app, exchange), response, async (session) => {
      result = await change(session);
    });
    for (const line of response.headers.getSetCookie()) this.cookies.take(line, this.#base);
    return result!;
  }

  /** Stops the app: what it opened is closed. */
  async close(): Promise<void> {
    await this.app.stop();
  }

  async #follow(question: Question): Promise<Reply> {
    const reply = await this.#ask(question);
    const follows = question.options.followRedirects ?? this.#options.followRedirects ?? false;
    const next = follows ? this.#next(question, reply) : undefined;
    return next === undefined ? reply : this.#follow(next);
  }

  async #ask(question: Question): Promise<Reply> {
    const exchange = this.#exchange(question);
    const raise = this.#raiser(exchange, question.options);
    const seen = watch(this.app, exchange);
    let response: Response;
    try {
      response = await toWebResponse(await this.app.handle(exchange), this.app, exchange);
    } finally {
      seen.stop();
    }
    raise();
    for (const line of response.headers.getSetCookie()) this.cookies.take(line, question.url);
    const { method, url, history } = question;
    return new Reply({ response, method, url, history, raise, ...seen.facts });
  }

  /** Gives the request that a redirect asks for, or undefined when there is none or it leads away from the app. */
  #next(question: Question, reply: Reply): Question | undefined {
    const { location, status } = reply;
    if (location === undefined || ![301, 302, 303, 307, 308].includes(status)) return undefined;
    const history = [...question.history, reply];
    if (history.length > MOST_REDIRECTS) throw tooManyRedirects(question.url);
    const place = placeOf(location, question.url);
    if (!this.app.hosts(place.url.host)) return undefined;
    if (status >= 307) return { ...question, ...place, history };
    const method = question.method === "HEAD" ? "HEAD" : "GET";
    const { json: _json, form: _form, files: _files, body: _body, ...options } = question.options;
    return { ...place, method, history, options, body: { bytes: null, type: undefined } };
  }

  #raiser(exchange: TestExchange, { raiseErrors }: { raiseErrors?: boolean }): () => void {
    const raises = raiseErrors ?? this.#options.raiseErrors ?? true;
    return () => {
      if (raises) raiseFirst(exchange);
    };
  }

  #exchange({ method, url, target, body, options }: Question): TestExchange {
    return exchangeOf({
      method,
      place: { url, target },
      body,
      options: { ip: this.#options.ip ?? "127.0.0.1", ...options },
      held: this.cookies.headerFor(url),
      headers: this.#options.headers,
    });
  }
}

/**
 * Makes a request as a view gets it, without asking the app: for testing views and helpers by themselves.
 *
 * No middleware and no hook sees it. `params` and `state` are yours to set.
 *
 * @example
 * const request = await requestFor(app, "/posts", { query: { page: 2 } });
 * listPosts(request, {});
 */
export async function requestFor(
  app: Flagon,
  path = "/",
  { method = "GET", ...options }: TestRequestOptions & { method?: string } = {},
): Promise<FlagonRequest> {
  const place = placeOf(withQuery(path, options.query), new URL("http://localhost"));
  const body = await encodeBody(options);
  const exchange = exchangeOf({ method, place, body, options });
  const request = new FlagonRequest(app, exchange);
  request.readTarget();
  return request;
}

function handshake({ protocols = [] }: TestSocketOptions): Record<string, string> {
  return {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...(protocols.length === 0 ? {} : { "sec-websocket-protocol": protocols.join(", ") }),
  };
}

/** An HttpError is an answer, which the test sees by its status; everything else is a fault of the app's code. */
function raiseFirst({ faults }: TestExchange): void {
  const fault = faults.findIndex((error) => !(error instanceof HttpError));
  if (fault >= 0) throw faults[fault];
}

interface Watched {
  readonly facts: { request: FlagonRequest | undefined; rendered: RenderedTemplate[] };
  stop(): void;
}

/** Listens to the app's signals for what belongs to one exchange. */
function watch(app: Flagon, exchange: TestExchange): Watched {
  const facts: Watched["facts"] = { request: undefined, rendered: [] };
  const started = signals.requestStarted.connect(
    (_sender, { request }) => {
      if (request.exchange === exchange) facts.request = request;
    },
    { sender: app },
  );
  const rendered = signals.templateRendered.connect((_sender, { request, context, used }) => {
    if (request?.exchange !== exchange) return;
    for (const template of used)
      facts.rendered.push({ template, context: context as RenderedTemplate["context"] });
  });
  return {
    facts,
    stop() {
      signals.requestStarted.disconnect(started, { sender: app });
      signals.templateRendered.disconnect(rendered);
    },
  };
}

/** How an installed sessions extension lets a session be changed outside of a request. */
type SessionVisit = (
  request: FlagonRequest,
  response: FlagonResponse,
  change: (session: Session) => unknown,
) => Promise<void>;

function sessionVisit(app: Flagon): SessionVisit {
  const extension = app.extensions.get("sessions") as { visit?: SessionVisit } | undefined;
  if (extension?.visit !== undefined) return extension.visit;
  throw new FlagonError("The app has no sessions.", {
    code: "testing.no-sessions",
    where: "client.session()",
    mend: "Install them: app.install(sessions()).",
  });
}

function tooManyRedirects(url: URL): FlagonError {
  return new FlagonError(`The app redirects more than ${MOST_REDIRECTS} times.`, {
    code: "testing.too-many-redirects",
    where: url.href,
    mend: "Two pages redirect to each other: ask without followRedirects and look at reply.location.",
  });
}
