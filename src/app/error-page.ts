/** Flagon's own pages for errors: short HTML for people, problem details (RFC 9457) for programs. */

import { fillPlaces } from "../base/places.ts";
import { escapeHtml } from "../base/safe-html.ts";
import type { HttpError } from "../http/errors.ts";
import { FlagonResponse, HTML_TYPE, PROBLEM_TYPE } from "../http/response.ts";
import type { FlagonRequest } from "./request.ts";

/** The language that a visitor reads Flagon's own texts in. */
export interface VisitorLanguage {
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  gettext(message: string): string;
  pgettext(context: string, message: string): string;
}

/** The context of the titles in catalogs: "Gone" and "Conflict" may mean something else on a site. */
export const TITLE_CONTEXT = "http status";

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
  const language = request.app.visitorLanguage?.(request);
  const details: Record<string, unknown> = {
    title: titleOf(error, language),
    status: error.status,
    detail: messageOf(error, language),
  };
  if (error.status >= 500) details["requestId"] = request.id;
  Object.assign(details, error.extensions);
  const hint = hintOf(error, request);
  if (hint !== undefined) details["hint"] = hint;
  return FlagonResponse.ofType(PROBLEM_TYPE, JSON.stringify(details), error.status);
}

function titleOf({ title }: HttpError, language: VisitorLanguage | undefined): string {
  return language === undefined ? title : language.pgettext(TITLE_CONTEXT, title);
}

/** Gives the description in the visitor's language. */
function messageOf(error: HttpError, language: VisitorLanguage | undefined): string {
  if (language === undefined) return error.message;
  const text = language.gettext(error.text);
  return error.values === undefined ? text : fillPlaces(text, error.values);
}

function page(error: HttpError, request: FlagonRequest): FlagonResponse {
  const language = request.app.visitorLanguage?.(request);
  const { locale = "en", direction = "ltr" } = language ?? {};
  const title = escapeHtml(`${error.status} ${titleOf(error, language)}`);
  const id = error.status >= 500 ? requestLine(request.id, language) : "";
  const hint = hintOf(error, request);
  const shownHint = hint === undefined ? "" : `<p><small>${escapeHtml(hint)}</small></p>\n`;
  const body = `<!doctype html>
<html lang="${locale}"${direction === "rtl" ? ' dir="rtl"' : ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
</head>
<body>
<h1>${title}</h1>
<p>${escapeHtml(messageOf(error, language))}</p>
${faultList(error)}${shownHint}${id}</body>
</html>
`;
  return FlagonResponse.ofType(HTML_TYPE, body, error.status);
}

function requestLine(id: string, language: VisitorLanguage | undefined): string {
  const text = fillPlaces(language?.gettext(REQUEST) ?? REQUEST, { id });
  return `<p><small>${escapeHtml(text)}</small></p>\n`;
}

/** What names a request that failed, for those who ask about it. */
export const REQUEST = "Request {id}";

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
