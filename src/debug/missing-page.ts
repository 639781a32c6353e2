/** The page for an address that no rule matches: every rule that was tried, and the one that was probably meant. */

import type { Flagon } from "../app/app.ts";
import type { FlagonRequest } from "../app/request.ts";
import { html, type SafeHtml } from "../base/safe-html.ts";
import { nearest } from "../base/suggest.ts";
import type { HttpError } from "../http/errors.ts";
import { FlagonResponse, TEXT_TYPE } from "../http/response.ts";
import { Masker } from "./describe.ts";
import { debugPage } from "./layout.ts";

/** A rule as the page shows it. */
export interface TriedRule {
  readonly methods: string;
  readonly rule: string;
  readonly endpoint: string;
}

/** Lists the rules of an app, in the order of registration. */
export function rulesOf(app: Flagon): TriedRule[] {
  return app
    .compiled()
    .map.rules()
    .filter(({ options }) => options.buildOnly !== true)
    .map(({ rule, methods, endpoint, options }) => ({
      methods:
        options.websocket === true
          ? "WebSocket"
          : [...(methods ?? ["any"])].filter(isOwn).join(", "),
      rule: options.host === undefined ? String(rule) : `${options.host}${String(rule)}`,
      endpoint: endpoint ?? "",
    }));
}

/** HEAD and OPTIONS come with every GET and tell nothing. */
function isOwn(method: string, _index: number, all: readonly string[]): boolean {
  return !(method === "OPTIONS" || (method === "HEAD" && all.includes("GET")));
}

/** Gives the rule that a mistyped path most likely means; params match anything here. */
export function nearRule(path: string, rules: readonly TriedRule[]): TriedRule | undefined {
  // The first of several rules with one text stands for all of them.
  const filled = new Map(rules.toReversed().map((tried) => [fill(tried.rule, path), tried]));
  const near = nearest(path, filled.keys());
  return near === undefined ? undefined : filled.get(near);
}

/** Puts the segments of `path` where the rule has params. */
function fill(rule: string, path: string): string {
  const given = path.split("/");
  return rule
    .split("/")
    .map((segment, at) => segment.replace(/<[^>]*>/g, given[at] ?? ""))
    .join("/");
}

/** Makes the page: HTML for browsers, text for curl. */
export function missingPage(error: HttpError, request: FlagonRequest): FlagonResponse {
  const rules = rulesOf(request.app);
  const near = nearRule(request.path, rules);
  const path = new Masker().text(request.path);
  const raised = request.plan?.parts.endpoint === undefined ? undefined : request.plan.parts.where;
  if (request.header("accept")?.includes("text/html") !== true)
    return asText({ error, path, raised, rules, near });
  return debugPage({
    title: `404: ${path}`,
    status: error.status,
    body: bodyOf({ error, path, raised, rules, near }),
  });
}

interface Told {
  error: HttpError;
  path: string;
  /** The route whose view said that nothing is there. */
  raised: string | undefined;
  rules: readonly TriedRule[];
  near: TriedRule | undefined;
}

function bodyOf({ error, path, raised, rules, near }: Told): SafeHtml {
  return html`<header>
<div class="kind">404 ${error.title}</div>
<h1>${raised === undefined ? html`No rule matches <span class="mono">${path}</span>` : error.message}</h1>
${raised !== undefined && html`<p class="soft">said by the view of ${raised}</p>`}
${raised === undefined && near !== undefined && html`<p class="mend">Did you mean <code>${near.rule}</code>?</p>`}
</header>
<main>
<h2>${rules.length === 0 ? "The app has no rules yet" : `Rules that were tried (${rules.length})`}</h2>
<section class="card"><table>
<thead><tr><th scope="col">Rule</th><th scope="col">Methods</th><th scope="col">Endpoint</th></tr></thead>
<tbody>${rules.map(
    (tried) =>
      html`<tr${tried.rule === near?.rule && raised === undefined && html` class="near"`}><td class="mono">${tried.rule}</td><td class="soft">${tried.methods}</td><td class="soft mono">${tried.endpoint}</td></tr>`,
  )}</tbody></table></section>
<footer class="soft">You see this page because debug mode is on. Visitors of a public server get a plain 404.</footer>
</main>`;
}

function asText({ error, path, raised, rules, near }: Told): FlagonResponse {
  const lines = [
    raised === undefined
      ? `404: no rule matches ${path}`
      : `404: ${error.message} (said by the view of ${raised})`,
    ...(near === undefined || raised !== undefined ? [] : [`Did you mean ${near.rule} ?`]),
    "",
    "Rules that were tried:",
    ...rules.map(asLine),
    "",
  ];
  const response = FlagonResponse.ofType(TEXT_TYPE, lines.join("\n"), error.status);
  response.headers.set("cache-control", "no-store");
  return response;
}

/** An anonymous view is called by its rule, which need not be said again. */
function asLine({ methods, rule, endpoint }: TriedRule): string {
  return `  ${methods.padEnd(8)} ${rule}${endpoint === rule ? "" : `  (${endpoint})`}`;
}
