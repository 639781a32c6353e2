/** The pages that are there from the first day. */

import { Blueprint } from "flagon";

export const pages = new Blueprint("pages", { folder: import.meta.dirname });

pages.get("/", { endpoint: "home" }, (request) => request.render("pages/home.html"));
