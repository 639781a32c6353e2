/** Gathers what an error page tells: the error with its causes, its frames, the request, the settings; secrets are masked here. */

import type { Flagon } from "../app/app.ts";
import type { FlagonRequest } from "../app/request.ts";
import { FlagonError } from "../base/errors.ts";
import { isSecretName } from "../base/secrets.ts";
import { Masker, nameOf } from "./describe.ts";
import { type Frame, shortPath, sourceAround, type SourceLine } from "./frames.ts";
import type { FrameLocals } from "./locals.ts";
import { allFramesOf, isTemplateFrame, templateSource } from "./template-frames.ts";

/** A name and what stands under it, as text. */
export type Row = readonly [name: string, value: string];

/** A frame as it is shown. */
export interface ReportFrame extends Frame {
  /** The path as seen from the app's folder. */
  readonly path: string;
  readonly source: readonly SourceLine[];
  readonly locals: readonly Row[];
  /** Which of the recorded frames it is, for the console; undefined where nothing was recorded. */
  readonly recorded: number | undefined;
}

/** One error of a chain of causes. */
export interface ReportedError {
  readonly type: string;
  readonly message: string;
  readonly where: string | undefined;
  readonly mend: string | undefined;
  readonly code: string | undefined;
  readonly frames: readonly ReportFrame[];
}

/** A group of rows under a heading. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Everything that an error page tells. */
export interface Report {
  /** The error first, then what caused it. */
  readonly errors: readonly [ReportedError, ...ReportedError[]];
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  readonly sections: readonly Section[];
}

/** What a report is made from. */
export interface ReportInput {
  readonly error: unknown;
  readonly request: FlagonRequest;
  readonly localsOf: (error: unknown) => readonly FrameLocals[];
  readonly isSecret?: ((name: string) => boolean) | undefined;
}

const MOST_CAUSES = 5;

/** Gathers a report. */
export async function makeReport({
  error,
  request,
  localsOf,
  isSecret = isSecretName,
}: ReportInput): Promise<Report> {
  const form = await formOf(request);
  const masker = new Masker(secretsOf(request, form, isSecret), isSecret);
  const folder = folderOf(request.app);
  const chain = causesOf(error).map((one) =>
    describeError(one, { masker, folder, request, locals: localsOf(one) }),
  );
  return {
    errors: chain as unknown as Report["errors"],
    method: request.method,
    path: masker.text(request.rawPath + request.search),
    requestId: request.id,
    sections: [
      ...requestSections(request, form, masker),
      ...addedSections(request, masker),
      ...appSections(request, masker),
    ],
  };
}

/** What batteries know of the request. */
function addedSections(request: FlagonRequest, masker: Masker): Section[] {
  return request.app.debugSections.flatMap((provide) => {
    const section = provide(request);
    if (section === undefined) return [];
    const rows = section.rows.map(([name, value]) => [name, masker.text(value)] as const);
    return [{ title: section.title, rows }];
  });
}

function causesOf(error: unknown): unknown[] {
  const chain = [error];
  for (let at = 0; at < MOST_CAUSES; at++) {
    const last = chain.at(-1);
    const cause: unknown = last instanceof Error ? last.cause : undefined;
    if (cause === undefined || chain.includes(cause)) break;
    chain.push(cause);
  }
  return chain;
}

interface Telling {
  masker: Masker;
  folder: string;
  request: FlagonRequest;
  locals: readonly FrameLocals[];
}

function describeError(error: unknown, telling: Telling): ReportedError {
  const { masker, request } = telling;
  const found = frameShower(telling);
  const isOurs = error instanceof FlagonError;
  const isError = error instanceof Error;
  return {
    type: isError ? error.name || nameOf(error) : "Thrown",
    message: masker.text(
      isOurs ? error.what : isError ? safeText(error.message) : masker.named("", error),
    ),
    where: isOurs && error.where !== undefined ? masker.text(error.where) : undefined,
    mend: isOurs && error.mend !== undefined ? masker.text(error.mend) : undefined,
    code: isOurs ? error.code : undefined,
    frames: allFramesOf(error, request).map(found),
  };
}

function safeText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Gives what shows a frame with the variables that belong to it; both lists go from the innermost outwards. */
function frameShower({ masker, folder, request, locals }: Telling): (frame: Frame) => ReportFrame {
  let next = 0;
  return (frame) => {
    const isTemplate = isTemplateFrame(frame);
    const at = locals.findIndex((one, index) => index >= next && belongs(one, frame, isTemplate));
    if (at >= 0) next = at + 1;
    const source = isTemplate ? templateSource(frame, request) : usersSource(frame);
    return {
      ...frame,
      path: shortPath(frame.file, folder),
      source: source.map((line) => ({ ...line, text: masker.source(line.text) })),
      locals: at < 0 ? [] : localRows(locals[at]!, masker),
      recorded: at < 0 ? undefined : at,
    };
  };
}

/** The recorded frames of templates know nothing of places, but come in the same order. */
function belongs(locals: FrameLocals, { file, line }: Frame, isTemplate: boolean): boolean {
  if (isTemplate || locals.isTemplate) return isTemplate && locals.isTemplate;
  return locals.file === file && locals.line === line;
}

function usersSource(frame: Frame): SourceLine[] {
  return frame.kind === "user" ? sourceAround(frame) : [];
}

function localRows({ own }: FrameLocals, masker: Masker): Row[] {
  const rows = new Map<string, string>();
  for (const values of own) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(values))) {
      if (!rows.has(name)) rows.set(name, masker.named(name, descriptor.value));
    }
  }
  return [...rows];
}

type Fields = Record<string, readonly unknown[]>;

/** The fields of a form that the view has read; a form that nobody has asked for is not read now. */
async function formOf(request: FlagonRequest): Promise<Fields> {
  if (!request.hasForm) return {};
  try {
    return { ...(await request.form()).toLists(), ...(await request.files()).toLists() };
  } catch {
    return {};
  }
}

/** The values that must not be seen anywhere on the page: keys, passwords, tokens, cookies. */
function secretsOf(
  request: FlagonRequest,
  form: Fields,
  isSecret: (name: string) => boolean,
): string[] {
  const secrets: string[] = [];
  const collect = (name: string, value: unknown, depth = 0): void => {
    if (typeof value === "string" && isSecret(name)) secrets.push(value);
    if (typeof value !== "object" || value === null || depth > 4) return;
    for (const [key, inner] of Object.entries(value))
      collect(Array.isArray(value) ? name : key, inner, depth + 1);
  };
  collect("", { ...request.app.config });
  collect("", form);
  collect("", { ...request.cookies });
  collect("", request.query.toLists());
  for (const [name, value] of Object.entries(globalThis.process?.env ?? {})) collect(name, value);
  const [, credentials = ""] = (request.header("authorization") ?? "").split(" ");
  return [...secrets, credentials];
}

function requestSections(request: FlagonRequest, form: Fields, masker: Masker): Section[] {
  const fields = (lists: Record<string, readonly unknown[]>): Row[] =>
    Object.entries(lists).flatMap(([name, values]) =>
      values.map((value) => [name, masker.named(name, value)] as const),
    );
  const values = (source: object): Row[] =>
    Object.entries(source).map(([name, value]) => [name, masker.named(name, value)] as const);
  const headers = [...request.headers].map(
    ([name, value]) =>
      [name, masker.isSecret(name) ? masker.named(name, value) : masker.text(value)] as const,
  );
  return [
    { title: "Route", rows: routeRows(request) },
    { title: "Params", rows: values(request.params) },
    { title: "Query", rows: fields(request.query.toLists()) },
    { title: "Form", rows: fields(form) },
    { title: "Headers", rows: headers },
    {
      title: "Cookies",
      rows: Object.keys(request.cookies).map(
        (name) => [name, masker.named("cookie", "set")] as const,
      ),
    },
    { title: "State", rows: values(request.state) },
  ].filter(({ rows }) => rows.length > 0);
}

function routeRows(request: FlagonRequest): Row[] {
  const { plan } = request;
  const rows: Row[] = [
    ["url", request.url],
    ["visitor", request.ip === "" ? "in this process" : request.ip],
  ];
  if (plan?.parts.endpoint !== undefined)
    rows.unshift(["route", plan.parts.where], ["endpoint", plan.parts.endpoint]);
  return rows.map(([name, value]) => [name, value.replace(/\?.*$/s, "")]);
}

function appSections({ app }: FlagonRequest, masker: Masker): Section[] {
  const settings = app.config
    .changedSettings()
    .map(({ name, value }) => [name, masker.named(name, value)] as const);
  return [
    { title: "Settings", rows: settings },
    { title: "Platform", rows: platformRows(app) },
  ].filter(({ rows }) => rows.length > 0);
}

function platformRows(app: Flagon): Row[] {
  const { process } = globalThis;
  const versions = process?.versions ?? {};
  const rows: Row[] = ["node", "bun", "deno", "v8"].flatMap((name) => {
    const version = versions[name];
    return version === undefined ? [] : [[name, version] as const];
  });
  rows.push(["extensions", [...app.extensions.keys()].join(", ") || "none"]);
  if (typeof process?.cwd === "function") rows.push(["folder", process.cwd()]);
  return rows;
}

function folderOf(app: Flagon): string {
  return app.folder ?? globalThis.process?.cwd?.() ?? "";
}
