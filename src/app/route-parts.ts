/** Reads and checks the parts of a request that a route declares: body, query, headers and cookies. */

import { FlagonError } from "../base/errors.ts";
import { UnprocessableContent, UnsupportedMediaType } from "../http/errors.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import type { Issue } from "../base/issues.ts";
import {
  type StandardSchema,
  type ValidateOptions,
  validateStandard,
  type Validation,
} from "../validation/standard-schema.ts";
import { chain, Later } from "../http/later.ts";
import { currentContext } from "./context.ts";
import { needsReader } from "./dependency.ts";
import type { FlagonRequest } from "./request.ts";
import type { Route } from "./route.ts";

type Values = Record<string, unknown>;
type PartName = "body" | "query" | "headers" | "cookies";
type Reader = (request: FlagonRequest) => MaybePromise<unknown>;

const READERS: Record<PartName, Reader> = {
  query: (request) => listsWhereRepeated(request.query.toLists()),
  headers: (request) => headersByName(request),
  cookies: (request) => ({ ...request.cookies }),
  body: readBody,
};

/**
 * Gives the function that reads the params of a route's view, or undefined when the route declares no parts and needs nothing.
 *
 * All parts are checked before the visitor is told, so that one answer names every fault; what the route needs is opened after that.
 *
 * @throws FlagonError `app.param-taken` when the rule has a param of a part's name
 */
export function partsReader(
  route: Route<unknown>,
): ((request: FlagonRequest) => MaybePromise<Values>) | undefined {
  const { needs } = route.options;
  const check = partsChecker(route);
  if (needs === undefined) return check;
  for (const name of Object.keys(needs)) assertFree(route, name);
  const open = needsReader(needs);
  return (request) => {
    const values = check === undefined ? request.params : check(request);
    return isThenable(values)
      ? chain(values, (settled) => open(request, settled))
      : open(request, values);
  };
}

function partsChecker(
  route: Route<unknown>,
): ((request: FlagonRequest) => MaybePromise<Values>) | undefined {
  const names = (["query", "headers", "cookies", "body"] as const).filter(
    (name) => route.options[name] !== undefined,
  );
  if (names.length === 0) return undefined;
  for (const name of names) assertFree(route, name);
  const parts = names.map((name) => ({ name, schema: route.options[name]!, read: READERS[name] }));
  if (parts.length === 1) return onePart(parts[0]!);
  return (request) => allParts(parts, request);
}

interface Part {
  name: PartName;
  schema: StandardSchema;
  read: Reader;
}

function onePart({ name, schema, read }: Part): (request: FlagonRequest) => MaybePromise<Values> {
  const check = (value: unknown, request: FlagonRequest): MaybePromise<Values> => {
    const result = validateStandard(schema, value, optionsFor(name, request));
    if (isThenable(result))
      return chain(result, (settled) => merge(request, name, settled as Validation<unknown>));
    return merge(request, name, result);
  };
  return (request) => {
    const value = read(request);
    return isThenable(value) ? chain(value, check, null, request) : check(value, request);
  };
}

function merge(request: FlagonRequest, name: PartName, result: Validation<unknown>): Values {
  if (result.issues !== undefined)
    throw invalid(
      name,
      result.issues.map((fault) => ({ ...fault, in: name })),
    );
  const values: Values = { ...request.params };
  values[name] = result.value;
  return values;
}

async function allParts(parts: readonly Part[], request: FlagonRequest): Promise<Values> {
  const values: Values = { ...request.params };
  const faults: (Issue & { in: PartName })[] = [];
  for (const { name, schema, read } of parts) {
    const value = await read(request);
    const result = await validateStandard(schema, value, optionsFor(name, request));
    if (result.issues === undefined) values[name] = result.value;
    else faults.push(...result.issues.map((fault) => ({ ...fault, in: name })));
  }
  if (faults.length > 0) throw invalid(faults[0]!.in, faults);
  return values;
}

function invalid(name: PartName, errors: (Issue & { in: PartName })[]): UnprocessableContent {
  const first = errors[0]!;
  const place = first.path === "" ? name : `${name}.${first.path}`;
  return new UnprocessableContent("The {part} of the request is not valid: {place}: {message}", {
    extensions: { errors },
    values: { part: name, place, message: first.message },
  });
}

function readBody(request: FlagonRequest): PromiseLike<unknown> {
  const wanted = request.plan?.parts.options.bodyType;
  const isJson = wanted === undefined ? request.isJson : wanted === "json";
  return isJson ? inContext(request, request.readJson()) : readFormBody(request);
}

/** The body comes in a tick of the socket's: what follows runs as part of the request again, where somebody keeps track of that. */
function inContext<T>(request: FlagonRequest, value: PromiseLike<T>): PromiseLike<T> {
  const { storage } = currentContext;
  if (storage === null) return value;
  const later = new Later<T>();
  chain(
    value,
    (settled) => storage.run(request, () => later.resolve(settled), request),
    (error: unknown) => storage.run(request, () => later.reject(error), request),
  );
  return later;
}

async function readFormBody(request: FlagonRequest): Promise<unknown> {
  const type = request.mediaType;
  if (type !== "application/x-www-form-urlencoded" && type !== "multipart/form-data") {
    throw new UnsupportedMediaType("The body has to be JSON (application/json) or a form.");
  }
  const [fields, files] = [await request.form(), await request.files()];
  return listsWhereRepeated({ ...fields.toLists(), ...files.toLists() });
}

const COERCE: ValidateOptions = { coerce: true };

/** What comes as text is read as what the schema wants; JSON has types of its own. */
function optionsFor(name: PartName, request: FlagonRequest): ValidateOptions | undefined {
  return name === "body" && request.isJson ? undefined : COERCE;
}

/** A key that came once stands for its value, one that came several times for the list of them. */
function listsWhereRepeated(lists: Record<string, readonly unknown[]>): Values {
  const values: Values = Object.create(null) as Values;
  for (const key in lists) values[key] = lists[key]!.length === 1 ? lists[key]![0] : lists[key];
  return values;
}

function headersByName(request: FlagonRequest): Values {
  const values: Values = Object.create(null) as Values;
  for (const [name, value] of request.headers) values[name] = value;
  return values;
}

function assertFree(route: Route<unknown>, name: string): void {
  if (typeof route.rule !== "string" || !new RegExp(`[<:]${name}>`).test(route.rule)) return;
  throw new FlagonError(
    `The rule has a param "${name}", and the options declare a part of that name.`,
    {
      code: "app.param-taken",
      where: route.where,
      mend: "Give the param another name.",
    },
  );
}
