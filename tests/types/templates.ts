/** What a template has to be given is checked where it is rendered, once it is written down. */

import type { Flagon, FlagonRequest } from "flagon";

declare module "flagon" {
  interface TemplateContexts {
    "type-test/list.html": { posts: readonly string[]; page?: number };
    "type-test/plain.html": Record<never, never>;
  }
}

export const good = (request: FlagonRequest, app: Flagon, name: string): unknown[] => [
  request.render("type-test/list.html", { posts: ["a"] }),
  request.render("type-test/list.html", { posts: [], page: 2 }),
  request.render("type-test/plain.html"),
  app.render("type-test/list.html", { posts: [] }),
  request.render("another.html", { anything: 1 }),
  request.render(name, { anything: 1 }),
  request.render(["a.html", "b.html"], { anything: 1 }),
];

// @ts-expect-error -- the posts are missing
export const missing = (request: FlagonRequest): unknown => request.render("type-test/list.html");
export const misspelt = (request: FlagonRequest): unknown =>
  // @ts-expect-error -- there is no "pgae"
  request.render("type-test/list.html", { posts: [], pgae: 2 });
export const mistyped = (request: FlagonRequest): unknown =>
  // @ts-expect-error -- posts are a list
  request.render("type-test/list.html", { posts: 7 });
