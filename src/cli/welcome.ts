/** The page that an app without routes shows in development. */

import type { Flagon } from "../app/app.ts";

/** Answers `/` with next steps, unless the app has routes. */
export function addWelcomePage(app: Flagon): void {
  const { routes, children } = app.parts;
  if (routes.length === 0 && children.length === 0)
    app.get("/", { endpoint: "welcome" }, () => PAGE);
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Flagon works</title>
<style>
body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color: #222; background: #fff }
pre { background: #f3f1ec; padding: 1rem; overflow: auto }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b } pre { background: #2a2a2a } }
</style>
<h1>Flagon works</h1>
<p>The app has no routes yet. Write the first one, and this page is gone:</p>
<pre>app.get("/", () =&gt; "Hello, &lt;b&gt;world&lt;/b&gt;");
app.get("/users/&lt;int:id&gt;", (_request, { id }) =&gt; ({ id }));</pre>
<p>Then: <code>flagon routes</code> lists what the app answers, <code>flagon shell</code> opens a prompt with it,
<code>flagon check --deploy</code> looks for what is missing before the public sees it, and <code>flagon run</code> serves it.</p>
</html>
`;
