/** Dependencies: what views need, opened once per request (or once per app), closed afterwards, replaced in tests. */

import { FlagonError } from "../base/errors.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import type { Flagon } from "./app.ts";
import type { FlagonRequest } from "./request.ts";
import type { BeforeHook } from "./view.ts";

/** How a dependency is opened. */
export type DependencyOpener<T> = (request: FlagonRequest) => T;

/** Options of {@link dependency}. */
export interface DependencyOptions<T> {
  /** Ends what was opened: after the reply, also when the view failed; `error` is what it threw, or undefined. */
  close?(value: Awaited<T>, error: unknown): unknown;
  /** `request`: each request has its own, shared by all who ask for it. `app`: one for all, closed when the app stops. Default `request`. */
  scope?: "request" | "app";
  /** For messages. Default: the name of the function that opens it. */
  name?: string;
}

/** Something that views need; make one with {@link dependency}. */
export class Dependency<T> {
  /** For messages. */
  readonly name: string;
  readonly #open: DependencyOpener<T>;
  readonly #options: DependencyOptions<T>;
  readonly #values = new WeakMap<object, { value: T }>();
  readonly #opening = new WeakSet<object>();
  readonly #replacements = new WeakMap<Flagon, DependencyOpener<T>[]>();

  constructor(open: DependencyOpener<T>, options: DependencyOptions<T>) {
    this.#open = open;
    this.#options = options;
    this.name = options.name ?? (open.name === "" ? "(without a name)" : open.name);
  }

  /**
   * Gives the value for a request; the first who asks opens it. Another dependency asks the same way.
   *
   * @throws FlagonError `app.dependency-cycle`, and whatever opening it throws
   */
  get(request: FlagonRequest): T {
    const replacement = this.#replacements.get(request.app)?.at(-1);
    const isShared = this.#options.scope === "app" && replacement === undefined;
    const holder = isShared ? request.app : request;
    return (this.#values.get(holder) ?? this.#fill(holder, request, replacement ?? this.#open))
      .value;
  }

  /**
   * Opens this for every request of a blueprint before its views: a guard, where opening throws for who may not pass.
   *
   * @example
   * admin.beforeRequest(staffMember.guard);
   */
  readonly guard: BeforeHook = (request) => {
    const value: unknown = this.get(request);
    return isThenable(value) ? value.then(() => undefined) : undefined;
  };

  /** Opens something else instead, in one app; gives the function that ends it. For tests: `overrideDependency` from `flagon/testing`. */
  replace(app: Flagon, open: DependencyOpener<T>): () => void {
    const openers = this.#replacements.get(app) ?? [];
    this.#replacements.set(app, [...openers, open]);
    return () => {
      const rest = (this.#replacements.get(app) ?? []).filter((other) => other !== open);
      this.#replacements.set(app, rest);
    };
  }

  #fill(
    holder: Flagon | FlagonRequest,
    request: FlagonRequest,
    open: DependencyOpener<T>,
  ): { value: T } {
    if (this.#opening.has(holder)) throw inCircle(this.name);
    this.#opening.add(holder);
    try {
      const filled = { value: open(request) };
      this.#values.set(holder, filled);
      // What replaces a dependency in a test is the test's own to close.
      if (this.#options.close !== undefined && open === this.#open)
        this.#closeLater(holder, request, filled.value);
      return filled;
    } finally {
      this.#opening.delete(holder);
    }
  }

  #closeLater(holder: Flagon | FlagonRequest, request: FlagonRequest, value: T): void {
    if (holder === request) {
      request.onEnd((error) => this.#close(value, error));
      return;
    }
    request.app.onStop(() => {
      this.#values.delete(holder);
      return this.#close(value, undefined);
    });
  }

  #close(value: T, error: unknown): MaybePromise<unknown> {
    if (!isThenable(value)) return this.#options.close!(value as Awaited<T>, error);
    return value.then(
      (settled) => this.#options.close!(settled as Awaited<T>, error),
      // What could not be opened is not closed; who asked for it has been told.
      () => undefined,
    );
  }
}

/**
 * Declares something that views need: a connection, the visitor, a service.
 *
 * Routes name it in `needs` and their views get its value, typed; other code calls `get(request)`. It is opened when somebody needs it, once per
 * request, and closed after the reply in the reverse order of opening, also when the view failed.
 *
 * @example
 * const connection = dependency((request) => pool.connect(request.signal), { close: (connection) => connection.release() });
 * app.get("/books", { needs: { connection } }, (_request, { connection }) => connection.query("select title from book"));
 */
export function dependency<T>(
  open: DependencyOpener<T>,
  options: DependencyOptions<T> = {},
): Dependency<T> {
  return new Dependency(open, options);
}

/** Gives the function that opens all that a route needs, one after the other, and adds it to the params. */
export function needsReader(
  needs: Readonly<Record<string, Dependency<unknown>>>,
): (
  request: FlagonRequest,
  params: Record<string, unknown>,
) => MaybePromise<Record<string, unknown>> {
  const entries = Object.entries(needs);
  const fill = (
    request: FlagonRequest,
    values: Record<string, unknown>,
    from: number,
  ): MaybePromise<Record<string, unknown>> => {
    for (let at = from; at < entries.length; at++) {
      const [name, needed] = entries[at]!;
      const value = needed.get(request);
      if (isThenable(value)) {
        return value.then((settled) => {
          values[name] = settled;
          return fill(request, values, at + 1);
        });
      }
      values[name] = value;
    }
    return values;
  };
  return (request, params) => fill(request, { ...params }, 0);
}

function inCircle(name: string): FlagonError {
  return new FlagonError(`The dependency ${name} needs itself to be opened.`, {
    code: "app.dependency-cycle",
    where: `dependency ${name}`,
    mend: "Take one of the calls of get(request) out of the circle.",
  });
}
