/** The page of an app that has no route yet: it works, and what to do next. */

import type { FlagonRequest } from "../app/request.ts";
import { html } from "../base/safe-html.ts";
import { FlagonResponse, TEXT_TYPE } from "../http/response.ts";
import { debugPage } from "./layout.ts";

const HEADLINE = "It works. The app is up and has no routes yet.";
const FIRST_ROUTES = `app.get("/", () => "Hello, <b>world</b>");
app.get("/users/<int:id>", (_request, { id }) => ({ id }));`;

/** Makes the page: HTML for browsers, text for curl. */
export function welcomePage(request: FlagonRequest): FlagonResponse {
  if (request.header("accept")?.includes("text/html") !== true)
    return FlagonResponse.ofType(
      TEXT_TYPE,
      `${HEADLINE}\n\nWrite the first one:\n${FIRST_ROUTES}\n`,
    );
  return debugPage({
    title: "Flagon works",
    status: 200,
    body: html`<header>
<div class="kind">Flagon</div>
<h1>${HEADLINE}</h1>
<p class="soft">You see this page because debug mode is on and nothing answers this address. It is gone with the first route.</p>
</header>
<main>
<h2>Write the first one</h2>
<section class="card"><pre class="source">${FIRST_ROUTES}</pre></section>
<h2>Then</h2>
<section class="card"><table><tbody>
<tr><th scope="row">routes</th><td>A rule types its params: in <code>/users/&lt;int:id&gt;</code>, <code>id</code> is a number. See docs/routing.md.</td></tr>
<tr><th scope="row">blueprints</th><td>Put what belongs together into a <code>Blueprint</code> and install it: nothing is rewritten. See docs/quickstart.md.</td></tr>
<tr><th scope="row">tests</th><td><code>testClient(app).get("/")</code> asks the app without a port. See docs/testing.md.</td></tr>
<tr><th scope="row">errors</th><td>Throw one in a view: you get its source and its variables here. See docs/debugging.md.</td></tr>
<tr><th scope="row">program</th><td><code>flagon routes</code> lists what the app answers, <code>flagon shell</code> opens a prompt with it, <code>flagon check --deploy</code> looks for what is missing before the public sees it, <code>flagon run</code> serves it. See docs/cli.md.</td></tr>
</tbody></table></section>
<footer></footer>
</main>`,
  });
}
