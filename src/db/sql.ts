/**
 * SQL of one's own: the tag `` sql`…${value}…` ``, in which every value is a parameter and never part of the text.
 *
 * Worked example: `` sql`select * from t where name = ${"x'; drop table t"}` `` is sent as `select * from t where name = $1` with one value.
 */

import { FlagonError } from "../base/errors.ts";
import type { DatabaseKind } from "./backends/backend.ts";
import type { Compiler } from "./compiler.ts";
import { Decimal } from "./decimal.ts";
import { microsecondsOf, writeInterval } from "./durations.ts";
import { Expression } from "./expression.ts";
import type { Convert, Field } from "./fields/field.ts";
import { writeInstant } from "./instants.ts";
import { NotJson, writeJson } from "./json-text.ts";
import { Term } from "./references.ts";
import type { SlotCounter, StructureKey } from "./structure.ts";
import type { Duration } from "./temporal.ts";
import { isEmbeddable, Slot } from "./values.ts";

/** A value within SQL of one's own. The database works out its type. */
class RawValue extends Expression {
  readonly value: unknown;

  constructor(value: unknown) {
    super();
    if (value === undefined) {
      throw new FlagonError("A value within sql`…` is undefined.", {
        code: "db.undefined-value",
        where: "sql`…`",
        mend: "Give a value, or null.",
      });
    }
    this.value = value;
  }

  override key(key: StructureKey): void {
    key.word("?");
    key.value(this.value);
  }

  override slotted(slots: SlotCounter): Expression {
    return new RawSlot(slots.take());
  }

  override toSql(): string {
    throw new TypeError("A value is given a place before it is written.");
  }
}

/** The place of a value within SQL of one's own. */
class RawSlot extends Slot {
  override at(index: number): Slot {
    return new RawSlot(index);
  }

  override toSql(compiler: Compiler): string {
    return compiler.bind(this.index, CONVERTS[compiler.kind]);
  }
}

const CONVERTS: Record<DatabaseKind, Convert> = {
  sqlite: (value: unknown) => parameter(value, "sqlite"),
  postgres: (value: unknown) => parameter(value, "postgres"),
  mysql: (value: unknown) => parameter(value, "mysql"),
};

/** A plain value as the driver takes it. */
function parameter(value: unknown, kind: DatabaseKind): unknown {
  switch (typeof value) {
    case "boolean":
      return kind === "postgres" ? value : Number(value);
    case "number":
      // node:sqlite binds numbers as floating ones: 7 / 2 would be 3.5.
      return kind === "sqlite" && Number.isSafeInteger(value) ? BigInt(value) : value;
    case "object":
      return value === null ? null : objectParameter(value, kind);
    case "string":
    case "bigint":
      return value;
    default:
      throw wrongValue(value);
  }
}

function objectParameter(value: object, kind: DatabaseKind): unknown {
  if (value instanceof Date) return writeInstant(value, kind);
  if (value instanceof Uint8Array) return value;
  if (value instanceof Decimal) return kind === "sqlite" ? value.toNumber() : value.text;
  const tag = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  if (tag === "Temporal.Duration") {
    const micros = microsecondsOf(value as Duration);
    if (micros === undefined) throw wrongValue(value);
    return kind === "postgres" ? writeInterval(micros) : micros;
  }
  if (tag?.startsWith("Temporal.Plain") === true) return String(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && !Array.isArray(value))
    throw wrongValue(value);
  try {
    return writeJson(value);
  } catch (error) {
    throw error instanceof NotJson ? wrongValue(value) : error;
  }
}

function wrongValue(value: unknown): FlagonError {
  const name = typeof value === "object" ? value?.constructor?.name : typeof value;
  return new FlagonError(`A value of type ${name} cannot be a parameter.`, {
    code: "db.wrong-type",
    where: "sql`…`",
    mend: "Give texts, numbers, dates, bytes or plain JSON; of a row give its key.",
  });
}

/** A name that is quoted. */
class Identifier extends Expression {
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    super();
    this.names = names;
  }

  override get detail(): string {
    return JSON.stringify(this.names);
  }

  override toSql(compiler: Compiler): string {
    return this.names.map((name) => compiler.quote(name)).join(".");
  }
}

/** A piece of SQL: texts that the program wrote, and what stands between them. */
export class Fragment extends Term {
  readonly texts: readonly string[];
  readonly #parts: readonly Expression[];
  readonly #output: Field | undefined;

  constructor(texts: readonly string[], parts: readonly Expression[], output?: Field) {
    super();
    this.texts = texts;
    this.#parts = parts;
    this.#output = output;
  }

  override get parts(): readonly Expression[] {
    return this.#parts;
  }

  override withParts(parts: readonly Expression[]): Expression {
    return new Fragment(this.texts, parts, this.#output);
  }

  override get detail(): string {
    return `${this.#output?.kind ?? ""}${JSON.stringify(this.texts)}`;
  }

  override get outputField(): Field | undefined {
    return this.#output;
  }

  override toSql(compiler: Compiler): string {
    return `(${this.text(compiler)})`;
  }

  /** The SQL without brackets around it. */
  text(compiler: Compiler): string {
    let text = this.texts[0]!;
    for (const [index, part] of this.#parts.entries()) {
      text += part instanceof Fragment ? part.text(compiler) : part.argumentSql(compiler);
      text += this.texts[index + 1]!;
    }
    return text;
  }
}

/** What a value between the texts stands for. */
function piece(value: unknown): Expression {
  if (value instanceof Expression) return value;
  if (isEmbeddable(value)) return value.asExpression();
  return Array.isArray(value) ? list(value) : new RawValue(value);
}

/** A list stands for its values in brackets, as `IN` wants them. An empty one has nothing in it. */
function list(values: readonly unknown[]): Fragment {
  if (values.length === 0) return new Fragment(["(NULL)"], []);
  const between = Array.from({ length: values.length - 1 }, () => ", ");
  return new Fragment(["(", ...between, ")"], values.map(piece));
}

/** Makes a fragment of a template. */
export function fragmentOf(texts: readonly string[], values: readonly unknown[]): Fragment {
  return new Fragment([...texts], values.map(piece));
}

/** Puts fragments one after another. */
export function joined(parts: readonly unknown[], separator: Fragment): Fragment {
  if (parts.length === 0) return new Fragment([""], []);
  const mixed = parts.flatMap((part, index) =>
    index === 0 ? [piece(part)] : [separator, piece(part)],
  );
  return new Fragment(["", ...mixed.map(() => "")], mixed);
}

/** A quoted name. */
export function identifierOf(names: readonly string[]): Expression {
  return new Identifier(names);
}

/** What a text of SQL is made of: what is quoted or a comment, doubled question marks, places. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[^]*?\*\/|\?\?|\?/g;

/**
 * Makes a fragment of a text with `?` for each value; `??` is a question mark.
 *
 * @throws FlagonError `db.wrong-count` where values and places are not as many.
 */
export function fragmentOfText(text: string, values: readonly unknown[], output?: Field): Fragment {
  const texts = [""];
  let end = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    texts[texts.length - 1] += text.slice(end, index);
    end = index + token.length;
    if (token === "?") texts.push("");
    else texts[texts.length - 1] += token === "??" ? "?" : token;
  }
  texts[texts.length - 1] += text.slice(end);
  if (texts.length - 1 !== values.length) {
    throw new FlagonError(
      `The SQL has ${texts.length - 1} places and is given ${values.length} values.`,
      {
        code: "db.wrong-count",
        where: text.length > 80 ? `${text.slice(0, 80)}…` : text,
        mend: "Write ? for each value, and ?? for a question mark.",
      },
    );
  }
  return new Fragment(texts, values.map(piece), output);
}
