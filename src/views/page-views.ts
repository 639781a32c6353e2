/** Views of a template alone, and of a redirect alone. */

import { redirect, unsafeRedirect } from "../app/redirect.ts";
import type { ViewResult } from "../app/view.ts";
import { FlagonError } from "../base/errors.ts";
import { Gone } from "../http/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import { MethodView } from "./method-view.ts";

/**
 * Shows a template: `app.get("/about", TemplateView.asView({ template: "about.html" }))`.
 *
 * The template has the params of the rule, `extraContext`, and the view itself as `view`.
 */
export class TemplateView<
  Params extends object = Record<string, unknown>,
> extends MethodView<Params> {
  /** The template. */
  template: string | undefined = undefined;
  /** More names for the template. */
  extraContext: Readonly<Record<string, unknown>> = {};

  /** Gives the names of templates, of which the first that is there is shown. */
  getTemplateNames(): readonly string[] {
    if (this.template !== undefined) return [this.template];
    throw new FlagonError("The view does not say which template it shows.", {
      code: "views.no-template",
      where: `class ${this.constructor.name}`,
      mend: 'Give it the property template = "page.html", or override getTemplateNames().',
    });
  }

  /** Gives the names that the template can use. */
  getContextData(): MaybePromise<Record<string, unknown>> {
    return { ...this.params, view: this, ...this.extraContext };
  }

  async get(): Promise<ViewResult> {
    return this.show();
  }

  /** Renders the template, with `more` names besides the view's own. */
  protected async show(more: Readonly<Record<string, unknown>> = {}): Promise<ViewResult> {
    const context = { ...(await this.getContextData()), ...more };
    return this.request.render(this.getTemplateNames(), context);
  }
}

/** Redirects every verb: `app.route("/old/<int:id>", RedirectView.asView({ endpoint: "article" }))`. */
export class RedirectView<
  Params extends object = Record<string, unknown>,
> extends MethodView<Params> {
  /** The address to go to; `{id}` is the param of that name. */
  url: string | undefined = undefined;
  /** The endpoint to go to, with the params of the rule. */
  endpoint: string | undefined = undefined;
  /** 301 and 308, which browsers keep, instead of 302 and 307. Default false. */
  permanent = false;
  /** Whether the query of the request goes along. Default false. */
  queryString = false;

  /** Gives the address to go to; undefined for one that is gone, which is a 410. */
  getRedirectUrl(): MaybePromise<string | undefined> {
    const params = this.params as Readonly<Record<string, unknown>>;
    if (this.endpoint !== undefined) return this.request.urlFor(this.endpoint, params);
    return this.url?.replace(/\{(\w+)\}/g, (_all, name: string) =>
      encodeURIComponent(String(params[name] ?? "")),
    );
  }

  override async dispatch(): Promise<ViewResult> {
    const url = await this.getRedirectUrl();
    if (url === undefined) throw new Gone();
    const { search } = this.request;
    const whole = this.queryString && search !== "" ? joined(url, search) : url;
    const status = this.#status();
    return this.#isNamedSite(whole) ? unsafeRedirect(whole, status) : redirect(whole, status);
  }

  /** Whether the address lies on the other site that the property `url` names; params cannot change which one that is. */
  #isNamedSite(target: string): boolean {
    const [site] = /^https?:\/\/[^/{?#\\]+\//i.exec(this.url ?? "") ?? [];
    return site !== undefined && target.startsWith(site);
  }

  #status(): 301 | 302 | 307 | 308 {
    const isSafe = this.request.method === "GET" || this.request.method === "HEAD";
    if (this.permanent) return isSafe ? 301 : 308;
    return isSafe ? 302 : 307;
  }

  get(): MaybePromise<ViewResult> {
    return this.dispatch();
  }

  post(): MaybePromise<ViewResult> {
    return this.dispatch();
  }
}

function joined(url: string, search: string): string {
  return url.includes("?") ? `${url}&${search.slice(1)}` : url + search;
}
