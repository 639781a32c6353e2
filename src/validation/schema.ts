/** The schema: how a value is checked, how that is written as JSON Schema, and what can be said of any schema. */

import type { LazyText } from "../base/lazy.ts";
import { FlagonError } from "../base/errors.ts";
import { Context, INVALID } from "./context.ts";
import {
  type AsyncValidator,
  type Issue,
  type Validator,
  defaultMessages,
  dottedPath,
} from "../base/issues.ts";
import { type JsonWriter, writeJsonSchema } from "./json-schema.ts";
import type {
  JsonSchemaOptions,
  StandardOptions,
  StandardProps,
  StandardResult,
  ValidateOptions,
  Validation,
} from "./standard-schema.ts";
import { ValidationError } from "./validation-error.ts";

/** Checks a value and gives what becomes of it, or INVALID with the faults in the context. Never awaits. */
export type Run = (value: unknown, context: Context) => unknown;

/** As {@link Run}, for schemas that have to wait. */
export type RunAsync = (value: unknown, context: Context) => Promise<unknown>;

/** What is said about a schema for people and documents. */
export interface Meta {
  /** Name under which documents refer to it (`#/components/schemas/Article`). */
  id?: string;
  title?: string;
  description?: string;
  deprecated?: boolean;
  examples?: readonly unknown[];
}

/** What a schema is made of. */
export interface SchemaParts {
  run: Run;
  /** Only where something inside has to be awaited; then `run` is never called. */
  runAsync?: RunAsync | undefined;
  json: JsonWriter;
  /** Whether the value may be missing: not, or it stays away, or something takes its place. */
  presence?: "required" | "optional" | "default";
  /** The key that is read instead of the property's own. */
  alias?: string | undefined;
  meta?: Meta | undefined;
  /** Empty text is a value here, and not what an empty input of a form sends. */
  takesEmptyText?: boolean | undefined;
  /** The schemas of an object's properties, and of a list's items. */
  shape?: Readonly<Record<string, { readonly parts: SchemaParts }>> | undefined;
  item?: SchemaParts | undefined;
  /** Makes the default, where there is one. */
  makeDefault?: (() => unknown) | undefined;
  /** The values that may be, where they are a closed list. */
  choices?: readonly unknown[] | undefined;
}

/** What Flagon's schemas have under `~standard`. */
export interface FlagonStandardProps<Input, Output> extends StandardProps<Input, Output> {
  readonly jsonSchema: {
    readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
    readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
  };
}

/** Any schema of Flagon's. */
export type AnySchema = Schema<unknown, unknown>;

/**
 * Says which values fit and what becomes of them.
 *
 * Schemas do not change: every method gives a new one. A value that fits as it is comes back as the same value, not as a copy. They are a
 * Standard Schema and a Standard JSON Schema, so whatever takes those takes these.
 *
 * @example
 * const Tag = string({ maxLength: 40 });
 * const Article = object({ title: string(), tags: array(Tag).default([]) });
 * type Article = Infer<typeof Article>;
 */
export class Schema<Output, Input = Output> {
  /** @internal */
  readonly parts: SchemaParts;
  #standard: FlagonStandardProps<Input, Output> | undefined;

  constructor(parts: SchemaParts) {
    this.parts = parts;
  }

  /** The contract of Standard Schema v1 and Standard JSON Schema v1. */
  get "~standard"(): FlagonStandardProps<Input, Output> {
    return (this.#standard ??= standardProps<Input, Output>(this.parts));
  }

  /**
   * Gives the value that `value` becomes.
   *
   * @throws ValidationError with every fault when it does not fit.
   * @throws FlagonError `validation.async-schema` when the schema has to wait; use {@link validateAsync}.
   */
  parse(value: unknown, options?: ValidateOptions): Output {
    const context = new Context(options);
    const result = this.parts.run(value, context);
    if (result === INVALID) throw new ValidationError(issuesOf(context));
    return result as Output;
  }

  /**
   * Gives the value that `value` becomes, or the faults.
   *
   * @throws FlagonError `validation.async-schema` when the schema has to wait; use {@link validateAsync}.
   */
  validate(value: unknown, options?: ValidateOptions): Validation<Output> {
    const context = new Context(options);
    const result = this.parts.run(value, context);
    return result === INVALID ? { issues: issuesOf(context) } : { value: result as Output };
  }

  /** As {@link validate}, for every schema. */
  async validateAsync(value: unknown, options?: ValidateOptions): Promise<Validation<Output>> {
    const context = new Context(options);
    const result = await (this.parts.runAsync ?? this.parts.run)(value, context);
    return result === INVALID ? { issues: issuesOf(context) } : { value: result as Output };
  }

  /** Lets the value be missing (or undefined). */
  optional(): Schema<Output | undefined, Input | undefined> {
    return this.#wrap<Output | undefined, Input | undefined>({
      presence: "optional",
      before: (value, context) => (isAbsent(value, context, this.parts) ? undefined : GO_ON),
    });
  }

  /** Lets the value be null. */
  nullable(): Schema<Output | null, Input | null> {
    return this.#wrap<Output | null, Input | null>({
      before: (value, context) =>
        value === null || (value !== undefined && isAbsent(value, context, this.parts))
          ? null
          : GO_ON,
      json: (writer) => writer.nullable(writer.write(this.parts)),
    });
  }

  /** Puts a value where there is none; a function is called each time. It is not checked. */
  default(value: Output | (() => Output)): Schema<Output, Input | undefined> {
    const make = typeof value === "function" ? (value as () => Output) : () => copyOf(value);
    return this.#wrap<Output, Input | undefined>({
      presence: "default",
      makeDefault: make,
      before: (given, context) => {
        if (!isAbsent(given, context, this.parts)) return GO_ON;
        return context.defaults ? make() : undefined;
      },
      json: (writer) => ({ ...writer.write(this.parts), default: writer.plain(make()) }),
    });
  }

  /** Also asks `check`, once everything before it went well. A text or a `Problem` refuses the value. */
  refine(check: Validator<Output>): Schema<Output, Input> {
    return this.#then((value, context) => {
      const said = check(value as Output);
      if (said === undefined) return value;
      if (typeof (said as unknown as PromiseLike<unknown>).then === "function") throw asyncCheck();
      return context.report(said);
    });
  }

  /** Also asks `check` and waits for it; the schema, and every schema around it, is async then. */
  refineAsync(check: AsyncValidator<Output>): Schema<Output, Input> {
    return this.#thenAsync(async (value, context) => {
      const said = await check(value as Output);
      return said === undefined ? value : context.report(said);
    });
  }

  /** Turns the value into another once it has been checked. What `change` throws is not caught; to refuse, `refine` before. */
  transform<Changed>(change: (value: Output) => Changed): Schema<Changed, Input> {
    return this.#then<Changed>((value) => change(value as Output), {
      ...FORGOTTEN,
      json: (writer) => (writer.io === "input" ? writer.write(this.parts) : {}),
    });
  }

  /** Hands the value on to another schema, which sees what this one gave. */
  pipe<Next>(next: Schema<Next, Output>): Schema<Next, Input> {
    const json: JsonWriter = (writer) => writer.write((writer.io === "input" ? this : next).parts);
    const { run, runAsync } = next.parts;
    if (runAsync !== undefined) return this.#thenAsync<Next>(runAsync, { ...FORGOTTEN, json });
    return this.#then<Next>(run, { ...FORGOTTEN, json });
  }

  /** Reads this property of an object under another key; faults name that key. */
  alias(key: string): Schema<Output, Input> {
    return new Schema({ ...this.parts, alias: key });
  }

  /** Adds words for documents: title, description, examples, deprecated, id. */
  meta(meta: Meta): Schema<Output, Input> {
    return new Schema({ ...this.parts, meta: { ...this.parts.meta, ...meta } });
  }

  /** Says a fault of this very value (not of what is inside) in other words, by code: `{ required: "Choose a name." }`. Words may be lazy texts. */
  messages(messages: Readonly<Record<string, string | LazyText>>): Schema<Output, Input> {
    const { run, runAsync } = this.parts;
    const reword = (result: unknown, context: Context, start: number): unknown => {
      if (result === INVALID) rewordFindings(context, start, messages);
      return result;
    };
    return new Schema({
      ...this.parts,
      run: (value, context) => {
        const start = context.findings.length;
        return reword(run(value, context), context, start);
      },
      runAsync:
        runAsync &&
        (async (value, context) => {
          const start = context.findings.length;
          return reword(await runAsync(value, context), context, start);
        }),
    });
  }

  #wrap<NewOutput, NewInput>({
    before,
    ...parts
  }: Partial<SchemaParts> & { before: Run }): Schema<NewOutput, NewInput> {
    const { run, runAsync } = this.parts;
    return new Schema<NewOutput, NewInput>({
      ...this.parts,
      meta: undefined,
      json: (writer) => writer.write(this.parts),
      run: (value, context) => {
        const early = before(value, context);
        return early === GO_ON ? run(value, context) : early;
      },
      runAsync:
        runAsync &&
        (async (value, context) => {
          const early = before(value, context);
          return early === GO_ON ? runAsync(value, context) : early;
        }),
      ...parts,
    });
  }

  #then<Next>(step: Run, parts: Partial<SchemaParts> = {}): Schema<Next, Input> {
    const { run, runAsync } = this.parts;
    return new Schema<Next, Input>({
      ...this.parts,
      run: (value, context) => {
        const result = run(value, context);
        return result === INVALID ? INVALID : step(result, context);
      },
      runAsync:
        runAsync &&
        (async (value, context) => {
          const result = await runAsync(value, context);
          return result === INVALID ? INVALID : step(result, context);
        }),
      ...parts,
    });
  }

  #thenAsync<Next = Output>(step: RunAsync, parts: Partial<SchemaParts> = {}): Schema<Next, Input> {
    const first = this.parts.runAsync ?? this.parts.run;
    return new Schema<Next, Input>({
      ...this.parts,
      run: refuseSync,
      runAsync: async (value, context) => {
        const result = await first(value, context);
        return result === INVALID ? INVALID : step(result, context);
      },
      ...parts,
    });
  }
}

/** Stands in for `run` where a schema has to wait. */
export function refuseSync(): never {
  throw new FlagonError(
    "This schema has to wait for something, and was asked for its answer at once.",
    {
      code: "validation.async-schema",
      mend: "Use validateAsync() (or validateStandard() with await) for schemas that have refineAsync() in them.",
    },
  );
}

/** What is no longer true of a value that was turned into another. */
const FORGOTTEN: Partial<SchemaParts> = {
  meta: undefined,
  shape: undefined,
  item: undefined,
  makeDefault: undefined,
};

const GO_ON: unique symbol = Symbol("go on");

/** An empty input of a form sends empty text: for anything but text that means nothing was given. */
function isAbsent(value: unknown, context: Context, { takesEmptyText }: SchemaParts): boolean {
  return value === undefined || (value === "" && context.coerce && takesEmptyText !== true);
}

/** Lists and plain objects are copied so that no two results share a default. */
function copyOf<T>(value: T): T {
  return typeof value === "object" && value !== null ? structuredClone(value) : value;
}

function asyncCheck(): FlagonError {
  return new FlagonError("A check given to refine() returned a promise.", {
    code: "validation.async-check",
    mend: "Give it to refineAsync().",
  });
}

function rewordFindings(
  context: Context,
  start: number,
  messages: Readonly<Record<string, string | LazyText>>,
): void {
  for (const finding of context.findings.slice(start)) {
    const words = messages[finding.code];
    if (finding.path.length === 0 && words !== undefined)
      finding.message = reworded(finding.code, String(words));
  }
}

/** Looks other words up as Flagon's own are, where a language is installed. */
function reworded(code: string, words: string): string {
  return defaultMessages.translate?.(code, {}, words, words) ?? words;
}

function issuesOf(context: Context): Issue[] {
  return context.findings.map(({ path, message, code }) => ({
    path: dottedPath(path),
    message,
    code,
  }));
}

function standardProps<Input, Output>(parts: SchemaParts): FlagonStandardProps<Input, Output> {
  const finish = (result: unknown, context: Context): StandardResult<Output> =>
    result === INVALID ? { issues: context.findings } : { value: result as Output };
  return {
    version: 1,
    vendor: "flagon",
    validate(value, options?: StandardOptions) {
      const context = new Context(
        options?.libraryOptions?.["flagon"] as ValidateOptions | undefined,
      );
      if (parts.runAsync === undefined) return finish(parts.run(value, context), context);
      return parts.runAsync(value, context).then((result) => finish(result, context));
    },
    jsonSchema: {
      input: (options) => writeJsonSchema(parts, { ...options, io: "input" }),
      output: (options) => writeJsonSchema(parts, { ...options, io: "output" }),
    },
  };
}
