/** Error reports for terminals and programs: plain text, and problem details. */

import { PROBLEM_TYPE, FlagonResponse, TEXT_TYPE } from "../http/response.ts";
import type { Report, ReportedError } from "./report.ts";

/** Writes a report as plain text. */
export function plainReport(report: Report): string {
  const [error, ...causes] = report.errors;
  const sections = report.sections.map(
    ({ title, rows }) =>
      `${title}\n${rows.map(([name, value]) => `  ${name}: ${value}\n`).join("")}`,
  );
  return [
    `${plainError(error)}`,
    ...causes.map((cause) => `Caused by ${plainError(cause)}`),
    `Request ${report.requestId}: ${report.method} ${report.path}\n`,
    ...sections,
  ].join("\n");
}

function plainError({ type, message, where, mend, code, frames }: ReportedError): string {
  const facts = [
    where === undefined ? "" : `  at:   ${where}\n`,
    mend === undefined ? "" : `  mend: ${mend}\n`,
    code === undefined ? "" : `  code: ${code}\n`,
  ].join("");
  const first = frames.find(({ kind }) => kind === "user");
  const lines = frames
    .filter(({ kind }) => kind === "user" || kind === "package")
    .map(
      ({ functionName, path, line, column }) => `  ${functionName} (${path}:${line}:${column})\n`,
    );
  const source = (first?.source ?? [])
    .filter(({ number }) => Math.abs(number - first!.line) <= 2)
    .map(
      ({ number, text, isCurrent, caret }) =>
        `  ${isCurrent ? ">" : " "} ${String(number).padStart(4)}  ${text}\n${caret === undefined ? "" : `          ${caret}\n`}`,
    );
  const locals = (first?.locals ?? []).map(([name, value]) => `    ${name} = ${value}\n`);
  return `${type}: ${message}\n${facts}\n${lines.join("")}${source.length === 0 ? "" : `\n${source.join("")}`}${locals.length === 0 ? "" : `\n${locals.join("")}`}`;
}

/** Answers with plain text: for curl. */
export function textAnswer(report: Report, status: number): FlagonResponse {
  return uncached(FlagonResponse.ofType(TEXT_TYPE, plainReport(report), status));
}

/** Answers with problem details (RFC 9457) that have the error in `debug`: for programs. */
export function jsonAnswer(report: Report, status: number): FlagonResponse {
  const [error] = report.errors;
  const details = {
    title: error.type,
    status,
    detail: error.message,
    requestId: report.requestId,
    debug: report.errors.map(({ frames, ...facts }) => ({
      ...facts,
      frames: frames
        .filter(({ kind }) => kind === "user" || kind === "package")
        .map(({ functionName, path, line, column }) => ({
          function: functionName,
          file: path,
          line,
          column,
        })),
    })),
  };
  return uncached(
    FlagonResponse.ofType(PROBLEM_TYPE, JSON.stringify(details, undefined, 2), status),
  );
}

function uncached(response: FlagonResponse): FlagonResponse {
  response.headers.set("cache-control", "no-store");
  return response;
}
