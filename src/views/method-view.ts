/** Views as classes: a method for each verb, an instance for each request. */

import type { FlagonRequest } from "../app/request.ts";
import type { Middleware, ViewResult } from "../app/view.ts";
import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { MethodNotAllowed } from "../http/errors.ts";
import type { MaybePromise } from "../http/handler.ts";

const VERBS = ["get", "post", "put", "patch", "delete", "head", "options"] as const;

type Verb = (typeof VERBS)[number];

/** What `asView()` gives: a view that says which methods it answers and what is around it. */
export interface ClassViewFunction<Params> {
  (request: FlagonRequest, params: Params): MaybePromise<ViewResult>;
  /** The methods of the class, in capitals: what `app.route()` takes where its options name none. */
  readonly methods: readonly string[];
  /** The middleware of the class, inside of the route's own. */
  readonly use: readonly Middleware[];
}

/** What `asView()` takes for a class: its properties, for this one view. */
export type ViewOptions<V> = {
  [
    K in Exclude<keyof V, "request" | "params"> as V[K] extends (...given: never[]) => unknown
      ? never
      : K
  ]?: V[K];
};

/**
 * A view with one method for each verb.
 *
 * A class that extends it has `get()`, `post()` and so on; `this.request` and `this.params` are those of the one request that the instance is for. A verb without a
 * method is a 405, OPTIONS lists the verbs, HEAD is answered by `get()`.
 *
 * @example
 * class Item extends MethodView<{ id: number }> {
 *   get() { return { id: this.params.id }; }
 *   delete() { return ["", 204]; }
 * }
 * app.route("/items/<int:id>", Item.asView());
 */
export abstract class MethodView<Params = Record<string, unknown>> {
  /** Middleware around every verb of the class, the first one outermost. Default none. */
  static readonly use: readonly Middleware[] = [];

  readonly request: FlagonRequest;
  readonly params: Params;

  constructor(request: FlagonRequest, params: Params) {
    this.request = request;
    this.params = params;
  }

  /**
   * Gives the class as a view for `app.route()`. The options are properties of the class, said for this view alone.
   *
   * @throws FlagonError `views.unknown-option` for one that the class does not have, `views.no-verbs` for a class that answers nothing.
   */
  static asView<P, V extends MethodView<P>>(
    this: (new (request: FlagonRequest, params: P) => V) & { readonly use: readonly Middleware[] },
    options: ViewOptions<V> = {},
  ): ClassViewFunction<P> {
    const verbs = VERBS.filter((verb) => typeof this.prototype[verb] === "function");
    if (verbs.length === 0) throw noVerbs(this.name);
    if (Object.keys(options).length > 0) checkOptions(this, options);
    const view = (request: FlagonRequest, params: P): MaybePromise<ViewResult> =>
      Object.assign(new this(request, params), options).dispatch();
    return Object.defineProperties(view, {
      // Routes would take it for their endpoint, and one class makes several views.
      name: { value: "" },
      methods: { value: verbs.map((verb) => verb.toUpperCase()) },
      use: { value: this.use },
    }) as unknown as ClassViewFunction<P>;
  }

  /** Calls the method of the request's verb. Override it for what comes before or after all of them. */
  dispatch(): MaybePromise<ViewResult> {
    const verb = this.request.method.toLowerCase() as Verb;
    const calls = this as unknown as Partial<Record<Verb, () => MaybePromise<ViewResult>>>;
    if (verb === "head" && calls.head === undefined && calls.get !== undefined) return calls.get();
    if (VERBS.includes(verb) && typeof calls[verb] === "function") return calls[verb]();
    const allowed = VERBS.filter((known) => typeof calls[known] === "function");
    throw new MethodNotAllowed(undefined, { allowed: allowed.map((name) => name.toUpperCase()) });
  }
}

function noVerbs(name: string): FlagonError {
  return new FlagonError(`${name} answers no verb.`, {
    code: "views.no-verbs",
    where: `${name}.asView()`,
    mend: "Give the class a method get(), post(), put(), patch() or delete().",
  });
}

/** What an instance has is known once one is made. A class whose fields read the request cannot be made without one, and is taken at its word. */
function checkOptions(
  Class: new (request: never, params: never) => object,
  options: Readonly<Record<string, unknown>>,
): void {
  let made: object;
  try {
    made = new Class({} as never, {} as never);
  } catch {
    return;
  }
  for (const name of Object.keys(options)) {
    if (name in made && name !== "request" && name !== "params") continue;
    throw new FlagonError(`${Class.name} has no option "${name}".`, {
      code: "views.unknown-option",
      where: `${Class.name}.asView({ ${name} })`,
      mend: suggest(
        name,
        Object.keys(made).filter((known) => known !== "request" && known !== "params"),
      ),
    });
  }
}
