/**
 * The two contracts by which validation libraries and frameworks meet, and one way to ask any of them.
 *
 * Zod, Valibot, ArkType and Flagon's own schemas all implement the first; some implement the second as well.
 *
 * @see Standard Schema v1 and Standard JSON Schema v1, standardschema.dev
 */

import { type Issue, type Translate, dottedPath } from "../base/issues.ts";

/** A schema of any library: something that can say whether a value fits, and what becomes of it. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": StandardProps<Input, Output>;
}

/** What a {@link StandardSchema} tells and does. */
export interface StandardProps<Input = unknown, Output = Input> {
  readonly version: 1;
  /** Name of the library. */
  readonly vendor: string;
  /** Exists for the type checker alone. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  readonly validate: (
    value: unknown,
    options?: StandardOptions,
  ) => StandardResult<Output> | Promise<StandardResult<Output>>;
}

/** What is handed through to the library. */
export interface StandardOptions {
  readonly libraryOptions?: Record<string, unknown> | undefined;
}

/** A value that fits, or the issues of one that does not. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** One fault of a value. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A schema that can describe itself as JSON Schema, for what goes in and for what comes out. */
export interface StandardJsonSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly jsonSchema: {
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
      readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
    };
  };
}

/** Which JSON Schema is wanted: `draft-2020-12` (as in OpenAPI 3.1), `draft-07` or `openapi-3.0`. */
export interface JsonSchemaOptions extends StandardOptions {
  readonly target: string;
}

/** The type that a schema of any library takes. */
export type InferInput<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["input"];

/** The type that a schema of any library gives. */
export type Infer<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["output"];

/** How a value is read. */
export interface ValidateOptions {
  /**
   * The value came as text (query, form, headers, cookies): `"1"` is read as the number 1 where one is wanted, one item as a list of one.
   * Flagon's own schemas only; with others use their coercing types. Default false: JSON, where `"1"` is no number.
   */
  coerce?: boolean | undefined;
  /** Keep defaults out: what was not given stays away. Flagon's own schemas only. Default true. */
  defaults?: boolean | undefined;
  /** Says a fault in another language; gets its code, its parameters, the English message, and that before the parameters were filled in. */
  translate?: Translate | undefined;
}

/** A value that fits, or all that is wrong with it; ask `issues === undefined`. */
export type Validation<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly value?: undefined; readonly issues: readonly Issue[] };

/**
 * Validates a value with a schema of any library.
 *
 * The answer is a promise only where the schema is async. Every issue has a dotted path (`items.0.price`), a message and a code: the library's own
 * where it has codes, else `invalid`.
 *
 * @example
 * const checked = await validateStandard(z.object({ n: z.number() }), { n: "x" });
 * checked.issues?.[0]?.path; // "n"
 */
export function validateStandard<S extends StandardSchema>(
  schema: S,
  value: unknown,
  options?: ValidateOptions,
): Validation<Infer<S>> | Promise<Validation<Infer<S>>> {
  const passed = options === undefined ? undefined : { libraryOptions: { flagon: options } };
  const result = schema["~standard"].validate(value, passed);
  return isPromise(result) ? result.then(toValidation) : toValidation(result);
}

/** Tells whether a value is a schema of any library; some are functions. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  const props = (value as Partial<StandardSchema>)["~standard"];
  return props?.version === 1 && typeof props.validate === "function";
}

/**
 * Lists the properties of an object schema whose values are lists, as far as the schema can describe itself; undefined where it cannot.
 *
 * A query string says `tag=a` for a list of one: whoever turns text into values has to know that `tag` wants a list.
 */
export function listProperties(schema: StandardSchema): ReadonlySet<string> | undefined {
  const describe = (schema["~standard"] as Partial<StandardJsonSchema["~standard"]>).jsonSchema;
  if (describe === undefined) return undefined;
  try {
    const { properties = {} } = describe.input({ target: "draft-2020-12" }) as {
      properties?: Record<string, { type?: unknown }>;
    };
    return new Set(Object.keys(properties).filter((name) => properties[name]!.type === "array"));
  } catch {
    return undefined;
  }
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Promise<T>).then === "function";
}

function toValidation<T>(result: StandardResult<T>): Validation<T> {
  if (result.issues === undefined) return { value: result.value };
  return { issues: result.issues.map(toIssue) };
}

function toIssue(issue: StandardIssue): Issue {
  const { message, path = [] } = issue;
  const keys = path.map((segment) => (typeof segment === "object" ? segment.key : segment));
  return { path: dottedPath(keys), message, code: codeOf(issue) };
}

/** Zod and ArkType call it `code`, Valibot `type`. */
function codeOf(issue: StandardIssue): string {
  const { code, type } = issue as { code?: unknown; type?: unknown };
  if (typeof code === "string") return code;
  return typeof type === "string" ? type : "invalid";
}
