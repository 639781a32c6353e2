/** Keys of JSON as expressions: `data__theme__0` in a path, `jsonKey("data", "theme")` in code. */

import type { DatabaseKind } from "./backends/backend.ts";
import type { Compiler } from "./compiler.ts";
import type { Expression } from "./expression.ts";
import type { Convert, Field } from "./fields/field.ts";
import { JsonField } from "./fields/json.ts";
import { TextField } from "./fields/text.ts";
import { jsonSqlOf } from "./json-sql.ts";
import { Term } from "./references.ts";
import { Transforms } from "./transform-table.ts";

/** What is found at a key. */
export class JsonKeyField extends JsonField {
  /** SQLite gives numbers and bare texts where a function or an aggregate stands around the key. */
  override reader(_database: DatabaseKind): Convert | undefined {
    return (value: unknown) => {
      if (typeof value !== "string") return value;
      try {
        return JSON.parse(value) as unknown;
      } catch {
        return value;
      }
    };
  }
}

const JSON_VALUE = new JsonKeyField();
const TEXT = new TextField();

/** What stands at a key, or at a place of a list, in JSON. */
export class JsonKey extends Term {
  readonly of: Expression;
  readonly name: string;
  readonly form: "json" | "text";

  constructor(of: Expression, name: string, form: "json" | "text") {
    super();
    this.of = of;
    this.name = name;
    this.form = form;
  }

  override get parts(): readonly Expression[] {
    return [this.of];
  }

  override withParts([of]: readonly Expression[]): Expression {
    return new JsonKey(of!, this.name, this.form);
  }

  override get detail(): string {
    return `${this.form} ${this.name}`;
  }

  override get outputField(): Field {
    return this.form === "json" ? JSON_VALUE : TEXT;
  }

  override get searched(): Expression {
    return this.form === "text" ? this : new JsonKey(this.of, this.name, "text");
  }

  override get selectsOtherwise(): boolean {
    return this.form === "json";
  }

  /** What the keys lead into, and the keys from there on. */
  get path(): { root: Expression; keys: readonly string[] } {
    const keys = [this.name];
    let root = this.of;
    for (; root instanceof JsonKey; root = root.of) keys.unshift(root.name);
    return { root, keys };
  }

  override toSql(compiler: Compiler): string {
    const { root, keys } = this.path;
    const sql = jsonSqlOf(compiler.kind);
    const write = this.form === "json" ? sql.compared : sql.text;
    return write(compiler.dialect, root.argumentSql(compiler), keys);
  }

  override selectSql(compiler: Compiler): string {
    if (this.form === "text") return this.toSql(compiler);
    const { root, keys } = this.path;
    return jsonSqlOf(compiler.kind).selected(compiler.dialect, root.argumentSql(compiler), keys);
  }
}

Transforms.registerOpen(JsonField, (side, name) => new JsonKey(side, name, "json"));
