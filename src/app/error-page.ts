/** Flagon's own pages for errors: short HTML for people, problem details (RFC 9457) for programs. */

import { escapeHtml } from "../base/safe-html.ts";
import type { HttpError } from "../http/errors.ts";
import { FlagonResponse, HTML_TYPE, PROBLEM_TYPE } from "../http/response.ts";
import type { FlagonRequest } from "./request.ts";

/** Gives the page for an error: problem details where the client prefers JSON, else HTML. */
export function errorPage(error: HttpError, request: FlagonRequest): FlagonResponse {
  const response = prefersJson(request) ? problem(error, request) : page(error, request);
  for (const [name, value] of Object.entries(error.headers)) response.headers.set(name, value);
  response.headers.set("cache-control", "no-store");
  return response;
}

/**
 * Says whether JSON serves a client better than HTML: it sent JSON, or its `Accept` names JSON and not HTML.
 */
export function prefersJson(request: FlagonRequest): boolean {
  const accept = request.header("accept");
  if (accept !== undefined && accept.includes("json")) return !accept.includes("text/html");
  if (accept !== undefined && accept.includes("text/html")) return false;
  return request.header("content-type")?.includes("json") ?? false;
}

function problem(error: HttpError, request: FlagonRequest): FlagonResponse {
  const details: Record<string, unknown> = {
    title: error.title,
    status: error.status,
    detail: error.message,
  };
  if (error.status >= 500) details["requestId"] = request.id;
  Object.assign(details, error.extensions);
  const hint = hintOf(error, request);
  if (hint !== undefined) details["hint"] = hint;
  return FlagonResponse.ofType(PROBLEM_TYPE, JSON.stringify(details), error.status);
}

function page(error: HttpError, request: FlagonRequest): FlagonResponse {
  const title = escapeHtml(`${error.status} ${error.title}`);
  const id = error.status >= 500 ? `<p><small>Request ${escapeHtml(request.id)}</small></p>\n` : "";
  const hint = hintOf(error, request);
  const shownHint = hint === undefined ? "" : `<p><small>${escapeHtml(hint)}</small></p>\n`;
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
</head>
<body>
<h1>${title}</h1>
<p>${escapeHtml(error.message)}</p>
${faultList(error)}${shownHint}${id}</body>
</html>
`;
  return FlagonResponse.ofType(HTML_TYPE, body, error.status);
}

function hintOf({ hint }: HttpError, { app }: FlagonRequest): string | undefined {
  return app.config.debug ? hint : undefined;
}

/** Lists the faults of an invalid request, where there are any. */
function faultList(error: HttpError): string {
  const faults = error.extensions?.["errors"];
  if (!Array.isArray(faults) || faults.length === 0) return "";
  const items = faults.map((fault: unknown) => {
    const { path, message } = fault as { path?: string; message?: string };
    return `<li><b>${escapeHtml(path ?? "")}</b>: ${escapeHtml(message ?? "")}</li>`;
  });
  return `<ul>\n${items.join("\n")}\n</ul>\n`;
}
