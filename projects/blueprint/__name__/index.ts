/** The blueprint `__name__`: its models and its routes. */

import { Blueprint } from "flagon";

export const __ident__ = new Blueprint("__name__", {
  urlPrefix: "/__name__",
  folder: import.meta.dirname,
});

// __ident__.models(Article);

__ident__.get("/", { endpoint: "index" }, (request) => request.render("__name__/index.html"));
