/** What a test client got: the response, how it came about, and assertions on it. */

import assert from "node:assert/strict";
import type { FlagonRequest } from "../app/request.ts";
import { normalizeHtml } from "./html.ts";

/** A template that was rendered for a reply. */
export interface RenderedTemplate {
  readonly template: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** What the client knows of a reply. */
export interface ReplyFacts {
  readonly response: Response;
  readonly method: string;
  readonly url: URL;
  /** The replies that led here by redirects, the first first. */
  readonly history: readonly Reply[];
  readonly rendered: readonly RenderedTemplate[];
  readonly request: FlagonRequest | undefined;
  /** Looks at the faults of the app; throws them where the client is to. */
  readonly raise: () => void;
}

/** The answer to a request of a test. */
export class Reply {
  readonly #facts: ReplyFacts;
  #text: Promise<string> | undefined;

  constructor(facts: ReplyFacts) {
    this.#facts = facts;
  }

  /** The status. */
  get status(): number {
    return this.#facts.response.status;
  }

  /** Whether the status is a 2xx one. */
  get ok(): boolean {
    return this.#facts.response.ok;
  }

  /** The headers, the app's default ones included. */
  get headers(): Headers {
    return this.#facts.response.headers;
  }

  /** The url that was asked for; after redirects the last one. */
  get url(): string {
    return this.#facts.url.href;
  }

  /** Where the reply redirects to, as a full url; undefined when it does not. */
  get location(): string | undefined {
    const location = this.headers.get("location");
    return location === null ? undefined : new URL(location, this.#facts.url).href;
  }

  /** The replies that led here by redirects, the first first. */
  get history(): readonly Reply[] {
    return this.#facts.history;
  }

  /** The cookies that this reply sets, by name, with the text of their attributes. */
  get setCookies(): Readonly<Record<string, string>> {
    const pairs = this.headers.getSetCookie().map((line) => {
      const equals = line.indexOf("=");
      return [line.slice(0, equals), line.slice(equals + 1)] as const;
    });
    return Object.fromEntries(pairs);
  }

  /** The request as the app saw it; undefined when it was refused before. */
  get request(): FlagonRequest | undefined {
    return this.#facts.request;
  }

  /** The endpoint of the route that answered. */
  get endpoint(): string | undefined {
    return this.#facts.request?.endpoint;
  }

  /** The names of the templates that were rendered, each followed by those that it extended, included and imported. */
  get templates(): readonly string[] {
    return this.#facts.rendered.map(({ template }) => template);
  }

  /** What the first template was rendered with; empty when none was. */
  get context(): Readonly<Record<string, unknown>> {
    return this.#facts.rendered[0]?.context ?? {};
  }

  /** The web response itself. Its body can be read once, and not after `text()`. */
  get response(): Response {
    return this.#facts.response;
  }

  /** Reads the body as text; can be called again. */
  text(): Promise<string> {
    return (this.#text ??= this.#read());
  }

  async #read(): Promise<string> {
    const text = await this.#facts.response.text();
    this.#facts.raise();
    return text;
  }

  /** Reads the body as JSON; can be called again. */
  async json<T = unknown>(): Promise<T> {
    // What a test expects of an answer is the test's claim.
    return JSON.parse(await this.text()) as T;
  }

  /** Reads the body as bytes, once, and not after `text()`. */
  async bytes(): Promise<Uint8Array> {
    const bytes = await this.#facts.response.bytes();
    this.#facts.raise();
    return bytes;
  }

  /** Gives the pieces of the body as the app sends them, as text. Ending the loop early is a visitor who leaves. */
  async *stream(): AsyncGenerator<string> {
    const { body } = this.#facts.response;
    if (body === null) return;
    const decoder = new TextDecoder();
    for await (const piece of body as unknown as AsyncIterable<Uint8Array>)
      yield decoder.decode(piece, { stream: true });
  }

  /** Asserts the status; the message shows what the app said instead. */
  async assertStatus(status: number): Promise<this> {
    if (this.status !== status)
      assert.fail(
        `${this.#what()} answered ${this.status}, not ${status}:\n${await this.#start()}`,
      );
    return this;
  }

  /** Asserts a redirect to `target`, a path or a full url; its own query counts. */
  async assertRedirect(target: string, { status }: { status?: number } = {}): Promise<this> {
    const isRedirect = this.status >= 300 && this.status < 400 && this.location !== undefined;
    if (!isRedirect)
      assert.fail(`${this.#what()} answered ${this.status}, no redirect:\n${await this.#start()}`);
    assert.equal(this.location, new URL(target, this.#facts.url).href);
    if (status !== undefined) assert.equal(this.status, status);
    return this;
  }

  /**
   * Asserts that the body contains a text: `count` times, if given. With `html`, both are compared as HTML (see `assertHtmlEqual`).
   */
  async assertContains(
    text: string,
    { count, html = false }: { count?: number; html?: boolean } = {},
  ): Promise<this> {
    const found = await this.#count(text, html);
    const isRight = count === undefined ? found > 0 : found === count;
    const wanted = count === undefined ? "at least once" : `${count} times`;
    if (!isRight)
      assert.fail(
        `${this.#what()} has ${JSON.stringify(text)} ${found} times, not ${wanted}:\n${await this.#start()}`,
      );
    return this;
  }

  /** Asserts that the body does not contain a text. */
  async assertNotContains(text: string, { html = false }: { html?: boolean } = {}): Promise<this> {
    return this.assertContains(text, { count: 0, html });
  }

  /** Asserts that the body is JSON of this value, whatever the order of its keys. */
  async assertJson(expected: unknown): Promise<this> {
    assert.match(this.headers.get("content-type") ?? "", /[/+]json\b/);
    assert.deepEqual(await this.json(), expected);
    return this;
  }

  /** Asserts that a template was rendered. */
  assertTemplateUsed(template: string): this {
    if (!this.templates.includes(template))
      assert.fail(`${this.#what()} rendered ${list(this.templates)}, not "${template}".`);
    return this;
  }

  async #count(text: string, html: boolean): Promise<number> {
    const body = await this.text();
    return html
      ? normalizeHtml(body).split(normalizeHtml(text)).length - 1
      : body.split(text).length - 1;
  }

  #what(): string {
    return `${this.#facts.method} ${this.#facts.url.pathname}${this.#facts.url.search}`;
  }

  async #start(): Promise<string> {
    const text = await this.text();
    return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
  }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "no template" : names.map((name) => `"${name}"`).join(", ");
}
