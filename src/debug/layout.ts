/** What all debug pages share: the document, its style for light and dark, and a policy that lets nothing foreign in. */

import { html, markSafe, type SafeHtml } from "../base/safe-html.ts";
import { FlagonResponse, HTML_TYPE } from "../http/response.ts";

/** What a page is made of. */
export interface PageParts {
  readonly title: string;
  readonly status: number;
  readonly body: SafeHtml;
  /** Code that runs on the page. */
  readonly script?: string;
}

/** Makes a page of its own: one document, nothing loaded from anywhere, no framing, no cache. */
export function debugPage({ title, status, body, script }: PageParts): FlagonResponse {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style nonce="${nonce}">${markSafe(STYLE)}</style>
</head>
<body>
${body}
${script !== undefined && html`<script nonce="${nonce}">${markSafe(script)}</script>`}
</body>
</html>
`;
  const response = FlagonResponse.ofType(HTML_TYPE, page.toString(), status);
  response.headers.set(
    "content-security-policy",
    `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  response.headers.set("cache-control", "no-store");
  return response;
}

const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf8; --card: #ffffff; --ink: #1f2328; --soft: #656d76; --line: #e3e0da;
  --accent: #b3261e; --tint: #fdecea; --mark: #fff3c4; --link: #0b57d0; --good: #1a7f37;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --card: #1e2125; --ink: #e6e4e0; --soft: #9aa1a9; --line: #33383e;
    --accent: #ff8a80; --tint: #35201f; --mark: #463a14; --link: #8ab4f8; --good: #6fdd8b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
header, main { max-width: 68rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
header { padding-top: 2.5rem; }
h1 .mono { font-size: .92em; font-weight: 600; }
h1 { font-size: clamp(1.35rem, 3.2vw, 2rem); line-height: 1.25; margin: .3rem 0 .6rem; font-weight: 650; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 2rem 0 .6rem; font-weight: 650; }
h3 { font-size: .95rem; margin: 1rem 0 .35rem; font-weight: 600; overflow-wrap: anywhere; }
p { margin: .4rem 0; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre, .mono, textarea, input { font-family: var(--mono); font-size: .84rem; }
.kind { color: var(--accent); font: 600 .9rem/1.4 var(--mono); overflow-wrap: anywhere; }
.soft { color: var(--soft); overflow-wrap: anywhere; }
.mend { border-left: 3px solid var(--good); padding: .1rem 0 .1rem .9rem; margin: .9rem 0; }
.frame, .folded, section.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: .5rem 0; overflow: hidden; }
.folded { background: transparent; border-style: dashed; }
summary { cursor: pointer; padding: .6rem .9rem; overflow-wrap: anywhere; }
summary:focus-visible, a:focus-visible, button:focus-visible, textarea:focus-visible, input:focus-visible { outline: 2px solid var(--link); outline-offset: -2px; }
.frame > summary b { font-family: var(--mono); font-size: .9rem; }
.frame > summary .soft { font-size: .86rem; display: block; }
.source { display: grid; grid-template-columns: minmax(max-content, 1fr); margin: 0; padding: .5rem 0; overflow-x: auto; border-top: 1px solid var(--line); line-height: 1.6; tab-size: 2; }
.source > span { padding: 0 .9rem 0 0; white-space: pre; }
.source > .here { background: var(--mark); }
.source > .caret { color: var(--accent); font-weight: 700; }
.source i { display: inline-block; width: 3.6rem; padding-right: .9rem; text-align: right; color: var(--soft); font-style: normal; user-select: none; }
.locals { border-top: 1px solid var(--line); padding: .35rem .9rem .6rem; }
table { border-collapse: collapse; width: 100%; }
td { font-size: .92rem; }
td, th { text-align: left; vertical-align: baseline; padding: .28rem .8rem .28rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; font-weight: 400; }
td { white-space: pre-line; }
tr:last-child > td, tr:last-child > th { border-bottom: 0; }
th { color: var(--soft); width: 12rem; font-family: var(--mono); font-size: .84rem; }
thead th { font-family: inherit; font-size: .84rem; width: auto; white-space: nowrap; }
section.card > .source { border-top: 0; }
section.card { padding: .3rem .9rem .5rem; }
section.card h2, section.card h3 { margin-top: .6rem; }
.near td { background: var(--mark); }
.near td:first-child { box-shadow: -.5rem 0 var(--mark); }
.near td:last-child { box-shadow: .5rem 0 var(--mark); }
.console { border-top: 1px solid var(--line); padding: .6rem .9rem .7rem; font-size: .88rem; }
.console p { margin: 0; }
.console form + *, .console p + form { margin-top: .5rem; }
.console form { display: flex; gap: .5rem; flex-wrap: wrap; }
.console input, .console textarea { flex: 1 1 14rem; min-width: 0; background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 7px; padding: .45rem .6rem; }
button { font: inherit; font-size: .9rem; background: var(--ink); color: var(--paper); border: 0; border-radius: 7px; padding: .45rem .9rem; cursor: pointer; }
.out { margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.out:empty { display: none; }
.out .bad { color: var(--accent); }
.plain { white-space: pre-wrap; overflow-wrap: anywhere; padding: 0 .9rem .8rem; margin: 0; }
footer { padding: 2rem 0 3rem; font-size: .88rem; }
@media (max-width: 34rem) {
  section.card tr, .locals tr { display: block; padding: .25rem 0; }
  section.card tbody td, section.card tbody th, .locals td, .locals th { display: block; width: auto; border: 0; padding: 0; }
  section.card thead { display: none; }
  section.card .near td { background: none; box-shadow: none; }
  section.card .near { background: var(--mark); box-shadow: -.5rem 0 var(--mark), .5rem 0 var(--mark); }
  .source > .caret { color: var(--accent); font-weight: 700; }
.source i { width: 2.7rem; padding-right: .6rem; }
}
`;
