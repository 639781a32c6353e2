/** The page for an error: what happened, where, with source and variables, and a console in each frame. */

import { html, type SafeHtml } from "../base/safe-html.ts";
import type { FlagonResponse } from "../http/response.ts";
import { debugPage } from "./layout.ts";
import { plainReport } from "./plain-text.ts";
import type { Report, ReportedError, ReportFrame, Row, Section } from "./report.ts";

/** Where the page's console sends what it is told. */
export const CONSOLE_PATH = "/__flagon__/console";

/** How a page is made. */
export interface FaultPageOptions {
  readonly status: number;
  /** Names the error to the console; undefined leaves the console out. */
  readonly consoleId: string | undefined;
  /** Gives the link that opens a file in an editor, or undefined. */
  readonly editorLink: (file: string, line: number, column: number) => string | undefined;
}

/** Makes the page of a report. */
export function faultPage(report: Report, options: FaultPageOptions): FlagonResponse {
  const [error, ...causes] = report.errors;
  const body = html`<header>
<div class="kind">${error.type}${error.code !== undefined && ` · ${error.code}`}</div>
<h1>${error.message === "" ? "(no message)" : error.message}</h1>
${error.where !== undefined && html`<p class="soft">at ${error.where}</p>`}
${error.mend !== undefined && html`<p class="mend">${error.mend}</p>`}
<p class="soft mono">${report.method} ${report.path} · request ${report.requestId}</p>
</header>
<main>
<h2>Where it happened</h2>
${frameList(error, options)}
${causes.map(
  (cause) => html`<h2>Caused by</h2>
<p><span class="kind">${cause.type}</span> ${cause.message}</p>
${frameList(cause, { ...options, consoleId: undefined })}`,
)}
<h2>What was asked</h2>
${report.sections.map(sectionCard)}
<details class="folded"><summary>The same as plain text</summary><pre class="plain">${plainReport(report)}</pre></details>
<footer class="soft">You see this page because debug mode is on. Visitors of a public server get a short page without any of it.</footer>
</main>`;
  return debugPage({
    title: `${error.type}: ${error.message}`.slice(0, 120),
    status: options.status,
    body,
    ...(options.consoleId === undefined ? {} : { script: SCRIPT }),
  });
}

/** Shows the user's own frames one by one, and folds each run of others; the first of the user's is open. */
function frameList({ frames }: ReportedError, options: FaultPageOptions): SafeHtml[] {
  if (frames.length === 0)
    return [html`<p class="soft">What was thrown carries no stack: throw an Error.</p>`];
  const open = frames.findIndex(({ kind }) => kind === "user");
  const shown: SafeHtml[] = [];
  for (let at = 0; at < frames.length;) {
    const end = endOfRun(frames, at);
    if (frames[at]!.kind === "user") shown.push(frameCard(frames[at]!, at === open, options));
    else shown.push(foldedRun(frames.slice(at, end)));
    at = end;
  }
  return shown;
}

function endOfRun(frames: readonly ReportFrame[], start: number): number {
  if (frames[start]!.kind === "user") return start + 1;
  const next = frames.findIndex(({ kind }, index) => index > start && kind === "user");
  return next < 0 ? frames.length : next;
}

function foldedRun(frames: readonly ReportFrame[]): SafeHtml {
  const count = `${frames.length} ${frames.length === 1 ? "frame" : "frames"}`;
  const kinds = [...new Set(frames.map(({ kind }) => WHOSE[kind]))].join(", ");
  return html`<details class="folded"><summary class="soft">${count} of ${kinds}</summary>
<div class="plain mono">${frames.map((frame) => html`${frame.functionName}  ${frame.path}:${frame.line}\n`)}</div></details>`;
}

const WHOSE: Record<ReportFrame["kind"], string> = {
  user: "yours",
  package: "packages",
  flagon: "Flagon",
  platform: "the platform",
};

function frameCard(frame: ReportFrame, isOpen: boolean, options: FaultPageOptions): SafeHtml {
  const place = `${frame.path}:${frame.line}:${frame.column}`;
  const link = options.editorLink(frame.file, frame.line, frame.column);
  return html`<details class="frame"${isOpen && html` open`}>
<summary><b>${frame.functionName}</b> <span class="soft">${place}</span></summary>
${frame.source.length > 0 && sourceLines(frame)}
${frame.locals.length > 0 && html`<div class="locals"><table><tbody>${frame.locals.map(row)}</tbody></table></div>`}
<div class="console">
${link !== undefined && html`<p><a href="${link}">Open in the editor</a></p>`}
${frame.recorded !== undefined && options.consoleId !== undefined && consoleForm(options.consoleId, frame.recorded)}
</div>
</details>`;
}

function sourceLines({ source }: ReportFrame): SafeHtml {
  const lines = source.map(
    ({ number, text, isCurrent, caret }) =>
      html`<span${isCurrent && html` class="here"`}><i>${number}</i>${text}</span>${caret !== undefined && html`<span class="here caret"><i></i>${caret}</span>`}`,
  );
  return html`<pre class="source">${lines}</pre>`;
}

function consoleForm(id: string, frame: number): SafeHtml {
  return html`<form data-error="${id}" data-frame="${frame}"><input name="code" autocomplete="off" autocapitalize="off" spellcheck="false" aria-label="Code to evaluate in this frame" placeholder="evaluate here, with this frame's variables"><button>Run</button></form><pre class="out" aria-live="polite"></pre>`;
}

function row([name, value]: Row): SafeHtml {
  return html`<tr><th scope="row">${name}</th><td class="mono">${value}</td></tr>`;
}

/** Shows a section. */
export function sectionCard({ title, rows }: Section): SafeHtml {
  return html`<section class="card"><h3>${title}</h3><table><tbody>${rows.map(row)}</tbody></table></section>`;
}

const SCRIPT = `
"use strict";
const send = async (message) => {
  const reply = await fetch(${JSON.stringify(CONSOLE_PATH)}, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(message), credentials: "same-origin",
  });
  return reply.json();
};
const show = (out, text, isBad) => {
  const line = document.createElement("span");
  line.textContent = text + "\\n";
  if (isBad) line.className = "bad";
  out.append(line);
};
const ask = async (out, message) => {
  let answer = await send(message);
  if (answer.needsPin) {
    const pin = prompt("PIN of the console (the program printed it on its terminal):");
    if (pin === null) return;
    const unlocked = await send({ pin });
    if (!unlocked.ok) return show(out, unlocked.text, true);
    answer = await send(message);
  }
  show(out, answer.text, !answer.ok);
};
for (const form of document.querySelectorAll("form[data-error]")) {
  const past = []; let at = 0;
  const input = form.elements.code, out = form.nextElementSibling;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = input.value.trim();
    if (code === "") return;
    past.push(code); at = past.length; input.value = "";
    show(out, "> " + code, false);
    ask(out, { error: form.dataset.error, frame: Number(form.dataset.frame), code }).catch((error) => show(out, String(error), true));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    at = Math.min(past.length, Math.max(0, at + (event.key === "ArrowUp" ? -1 : 1)));
    input.value = past[at] ?? ""; event.preventDefault();
  });
}
`;
