/** Values within a query: what a user wrote beside a lookup, and its numbered slot once the structure is known. */

import { FlagonError } from "../base/errors.ts";
import type { Compiler } from "./compiler.ts";
import { Decimal } from "./decimal.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import type { SlotCounter, StructureKey } from "./structure.ts";
import { fieldOfKind } from "./value-fields.ts";

/** The place of a value in the parameters of a query set. Compared as what stands on its other side. */
export class Slot extends Expression {
  readonly index: number;
  /** Whether the value is a list. */
  readonly many: boolean;

  constructor(index: number, many = false) {
    super();
    this.index = index;
    this.many = many;
  }

  override get detail(): string {
    return `${this.index}`;
  }

  /** The same with another number. */
  at(index: number): Slot {
    return new Slot(index, this.many);
  }

  override toSql(compiler: Compiler): string {
    return compiler.bind(this.index);
  }

  override groupBy(): Expression[] {
    return [];
  }
}

/** A value that changes the SQL itself: null, true and false, the empty list. */
export class Constant extends Expression {
  readonly value: null | boolean | readonly never[];

  constructor(value: null | boolean | readonly never[]) {
    super();
    this.value = value;
  }

  override get detail(): string {
    return JSON.stringify(this.value);
  }

  override get outputField(): Field | undefined {
    return typeof this.value === "boolean" ? fieldOfKind("boolean") : undefined;
  }

  override toSql(compiler: Compiler): string {
    return compiler.dialect.constant(this.value);
  }

  override groupBy(): Expression[] {
    return [];
  }
}

/** A list with expressions among its values. */
export class Tuple extends Expression {
  readonly #parts: readonly Expression[];

  constructor(parts: readonly Expression[]) {
    super();
    this.#parts = parts;
  }

  override get parts(): readonly Expression[] {
    return this.#parts;
  }

  override withParts(parts: readonly Expression[]): Expression {
    return new Tuple(parts);
  }

  override toSql(compiler: Compiler): string {
    return `(${this.parts.map((part) => part.toSql(compiler)).join(", ")})`;
  }
}

/** What has a query of its own, and so can stand as a value: a query set. */
export interface Embeddable {
  /** Gives itself as an expression. */
  asExpression(): Expression;
}

/** Whether a value stands for a query. */
export function isEmbeddable(value: unknown): value is Embeddable {
  return typeof value === "object" && value !== null && "asExpression" in value;
}

/** The kind of a value that a filter is given: a plain one needs no structure but its place. */
export type ValueKind = "plain" | "list" | "structure";

/**
 * Says of which kind a value is.
 *
 * @throws FlagonError `db.undefined-value` for undefined: a filter on nothing would match everything.
 */
export function kindOf(value: unknown, path: string): ValueKind {
  switch (typeof value) {
    case "undefined":
      throw undefinedValue(path);
    case "boolean":
      return "structure";
    case "object":
      if (value === null || value instanceof Expression || isEmbeddable(value)) return "structure";
      if (Array.isArray(value)) {
        if (value.includes(undefined)) throw undefinedValue(path);
        return value.length === 0 || value.some(isStructure) ? "structure" : "list";
      }
      return "plain";
    default:
      return "plain";
  }
}

function undefinedValue(path: string): FlagonError {
  return new FlagonError(`The value for "${path}" is undefined.`, {
    code: "db.undefined-value",
    where: `filter({ ${path}: undefined })`,
    mend: "Give a value, or null for rows without one; leave the condition out where it should not count.",
  });
}

function isStructure(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  // A tuple of a list may have expressions in it.
  if (Array.isArray(value)) return value.some(isStructure);
  return value instanceof Expression || isEmbeddable(value);
}

/** A value as the user gave it; an expression that is not one yet. */
export class Given extends Expression {
  readonly value: unknown;
  readonly path: string;

  constructor(value: unknown, path: string) {
    super();
    this.value = value;
    this.path = path;
  }

  override key(key: StructureKey): void {
    const kind = kindOf(this.value, this.path);
    if (kind === "structure") {
      asStructure(this.value, this.path).key(key);
      return;
    }
    key.word(kind === "list" ? "[]" : "?");
    key.value(this.value);
  }

  override slotted(slots: SlotCounter): Expression {
    const kind = kindOf(this.value, this.path);
    if (kind === "structure") return asStructure(this.value, this.path).slotted(slots);
    return new Slot(slots.take(), kind === "list");
  }

  override toSql(): string {
    throw new FlagonError(`The value of "${this.path}" was never given a place.`, {
      code: "db.bug",
      mend: "Report it with the query: it is a fault of Flagon.",
    });
  }
}

function asStructure(value: unknown, path: string): Expression {
  if (value instanceof Expression) return value;
  if (isEmbeddable(value)) return value.asExpression();
  if (Array.isArray(value) && value.length > 0) {
    return new Tuple(value.map((item) => new Given(item, path)));
  }
  return new Constant(value as null);
}

/** A value with a type of its own, for places where nothing beside it says what it is. */
export class Value extends Expression {
  readonly value: unknown;
  readonly #field: Field | undefined;

  constructor(value: unknown, field?: Field) {
    super();
    this.value = value;
    this.#field = field;
  }

  override get outputField(): Field | undefined {
    return this.#field ?? fieldOfKind(sqlKindOf(this.value));
  }

  override get detail(): string {
    const { value } = this;
    const type = this.#field === undefined ? sqlKindOf(value) : fieldNumber(this.#field);
    return value === null || typeof value === "boolean" ? `${type} ${value}` : `${type}`;
  }

  override key(key: StructureKey): void {
    key.open(Value, this.detail);
    if (this.value !== null && typeof this.value !== "boolean") key.value(this.value);
    key.close();
  }

  override slotted(slots: SlotCounter): Expression {
    if (this.value === null || typeof this.value === "boolean") return new Constant(this.value);
    return new TypedSlot(slots.take(), this.#field, sqlKindOf(this.value));
  }

  override toSql(): string {
    throw new FlagonError("A value was never given a place.", {
      code: "db.bug",
      mend: "Report it with the query: it is a fault of Flagon.",
    });
  }
}

/** What a JavaScript value is to a database, where no field says it. */
export type SqlKind =
  | "integer"
  | "bigint"
  | "float"
  | "text"
  | "datetime"
  | "binary"
  | "decimal"
  | "date"
  | "time"
  | "duration"
  | "json"
  | "boolean"
  | "null";

function sqlKindOf(value: unknown): SqlKind {
  switch (typeof value) {
    case "number":
      if (!Number.isInteger(value)) return "float";
      return Math.abs(value) < 2 ** 31 ? "integer" : "bigint";
    case "bigint":
      return "bigint";
    case "string":
      return "text";
    case "boolean":
      return "boolean";
    default:
      return objectKind(value);
  }
}

function objectKind(value: unknown): SqlKind {
  if (value === null) return "null";
  if (value instanceof Date) return "datetime";
  if (value instanceof Uint8Array) return "binary";
  const tag = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  if (tag === "Temporal.PlainDate") return "date";
  if (tag === "Temporal.PlainTime") return "time";
  if (tag === "Temporal.Duration") return "duration";
  return value instanceof Decimal ? "decimal" : "json";
}

const fieldNumbers = new WeakMap<Field, number>();
let fields = 0;

function fieldNumber(field: Field): number {
  let number = fieldNumbers.get(field);
  if (number === undefined) fieldNumbers.set(field, (number = ++fields));
  return number;
}

/** The place of a value that says its type, in the databases that want to know. */
export class TypedSlot extends Expression {
  readonly index: number;
  readonly sqlKind: SqlKind;
  readonly #field: Field | undefined;

  constructor(index: number, field: Field | undefined, sqlKind: SqlKind) {
    super();
    this.index = index;
    this.#field = field;
    this.sqlKind = sqlKind;
  }

  /** The field that the user named. */
  get given(): Field | undefined {
    return this.#field;
  }

  override get outputField(): Field | undefined {
    return this.#field ?? fieldOfKind(this.sqlKind);
  }

  override get detail(): string {
    return `${this.index}`;
  }

  /** The same with another number. */
  at(index: number): TypedSlot {
    return new TypedSlot(index, this.#field, this.sqlKind);
  }

  override toSql(compiler: Compiler): string {
    return compiler.bindTyped(this);
  }

  override groupBy(): Expression[] {
    return [];
  }
}

/** A value that belongs to the query itself and not to its user. */
export class Fixed extends Expression {
  readonly value: unknown;
  readonly field: Field;

  constructor(value: unknown, field: Field) {
    super();
    this.value = value;
    this.field = field;
  }

  override toSql(compiler: Compiler): string {
    return compiler.bindFixed(this.value, this.field);
  }

  override groupBy(): Expression[] {
    return [];
  }
}
