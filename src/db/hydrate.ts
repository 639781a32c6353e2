/** Turns the arrays that drivers give into rows of models: one function for each shape of query, generated when it is first needed. */

import type { DatabaseKind, Row } from "./backends/backend.ts";
import { readerOf } from "./codecs.ts";
import type { Convert, Field } from "./fields/field.ts";
import type { ResultState, RowObject } from "./row-state.ts";
import { rowClassOf } from "./row-class.ts";
import type { ModelLayout, NamedValue, Selected } from "./selection.ts";

/** Turns the rows of one answer into what the query set gives. */
export type Hydrate = (rows: readonly Row[], state: ResultState) => unknown[];

/** Generated functions may not be there: some platforms forbid making code at run time. */
let canGenerate: boolean | undefined;

function mayGenerate(): boolean {
  if (canGenerate === undefined) {
    try {
      canGenerate = new Function("return true")() === true;
    } catch {
      canGenerate = false;
    }
  }
  return canGenerate;
}

/** Collects the source of a function and the values that it refers to. */
class Source {
  readonly names: string[] = [];
  readonly values: unknown[] = [];
  #prelude = "";
  #states = 0;

  /** Makes the state of rows that come along, once for each answer. */
  child(state: string, name: string, layout: ModelLayout): string {
    const made = `s${++this.#states}`;
    this.#prelude += `const ${made}=${state}.child(${JSON.stringify(name)},${this.name(layout)});`;
    return made;
  }

  /** Gives the name under which the function knows a value. */
  name(value: unknown): string {
    const known = this.values.indexOf(value);
    if (known !== -1) return this.names[known]!;
    const name = `v${this.values.length}`;
    this.names.push(name);
    this.values.push(value);
    return name;
  }

  /** Reads one column. */
  read(position: number, field: Field | undefined, kind: DatabaseKind): string {
    const cell = `r[${position}]`;
    const reader = field === undefined ? undefined : readerOf(field, kind);
    if (reader === undefined) return cell;
    return `(${cell}===null?null:${this.name(reader)}(${cell}))`;
  }

  /** Reads a named value: a column, or several as a tuple. */
  value({ position, field, parts }: NamedValue, kind: DatabaseKind): string {
    if (parts === undefined) return this.read(position, field, kind);
    const cells = parts.map((part) => this.value(part, kind));
    return `(r[${position}]===null?null:[${cells.join(",")}])`;
  }

  /** Makes the function. */
  build(body: string): Hydrate {
    const made = new Function(
      ...this.names,
      `"use strict";return (rows,state)=>{${this.#prelude}const n=rows.length,out=new Array(n);for(let i=0;i<n;i++){const r=rows[i];${body}}return out}`,
    );
    return made(...this.values) as Hydrate;
  }
}

/** How values without a model come: as objects, as tuples, or each by itself. */
export type ValuesMode = "object" | "tuple" | "flat";

/** Makes the function that turns rows into what the query set gives. */
export function hydrator(selected: Selected, mode: ValuesMode, kind: DatabaseKind): Hydrate {
  if (!mayGenerate()) return plainHydrator(selected, mode, kind);
  const source = new Source();
  const { layout, values } = selected;
  if (layout === undefined)
    return source.build(`out[i]=${valuesSource(source, values, mode, kind)}`);
  const made = modelSource(source, layout, kind, "state");
  const extra = values.map(
    (named) => `o[${JSON.stringify(named.name)}]=${source.value(named, kind)};`,
  );
  return source.build(`const o=${made};${extra.join("")}out[i]=o`);
}

function valuesSource(
  source: Source,
  values: readonly NamedValue[],
  mode: ValuesMode,
  kind: DatabaseKind,
): string {
  const cells = values.map((named) => source.value(named, kind));
  if (mode === "flat") return cells[0] ?? "undefined";
  if (mode === "tuple") return `[${cells.join(",")}]`;
  return `{${values.map(({ name }, index) => `${propertyName(name)}:${cells[index]}`).join(",")}}`;
}

/** A name in an object of the generated source; `__proto__` would not be a property. */
function propertyName(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : JSON.stringify(name);
}

function modelSource(
  source: Source,
  layout: ModelLayout,
  kind: DatabaseKind,
  state: string,
): string {
  const positions = new Map(layout.fields);
  const cells = layout.meta.fields
    .filter((field) => positions.has(field))
    .map((field) => source.read(positions.get(field)!, field, kind));
  const Row = source.name(
    rowClassOf(layout.meta, layout.complete ? undefined : [...positions.keys()]),
  );
  const related = layout.related.map(({ relation, layout: inner, keyPosition }) => {
    const child = modelSource(source, inner, kind, source.child(state, relation.name, inner));
    return `${JSON.stringify(relation.name)}:r[${keyPosition}]===null?null:${child}`;
  });
  const kept = related.length === 0 ? "undefined" : `{${related.join(",")}}`;
  return `new ${Row}(${[...cells, state, "r", kept].join(",")})`;
}

/** The same without generated code. */
function plainHydrator(
  { layout, values }: Selected,
  mode: ValuesMode,
  kind: DatabaseKind,
): Hydrate {
  const readers = values.map((named) => [named.name, plainReader(named, kind)] as const);
  const makeModel = layout === undefined ? undefined : plainModel(layout, kind);
  return (rows, state) =>
    rows.map((row) => {
      const cells = readers.map(([name, read]) => [name, read(row)] as const);
      if (makeModel !== undefined)
        return Object.assign(makeModel(row, state), Object.fromEntries(cells));
      if (mode === "flat") return cells[0]?.[1];
      return mode === "tuple" ? cells.map(([, value]) => value) : Object.fromEntries(cells);
    });
}

function plainReader(
  { position, field, parts }: NamedValue,
  kind: DatabaseKind,
): (row: Row) => unknown {
  if (parts !== undefined) {
    const each = parts.map((part) => plainReader(part, kind));
    return (row) => (row[position] === null ? null : each.map((read) => read(row)));
  }
  const reader = field === undefined ? undefined : readerOf(field, kind);
  return (row) => readCell(row[position], reader);
}

function readCell(cell: unknown, reader: Convert | undefined): unknown {
  return reader === undefined || cell === null ? cell : reader(cell as never);
}

function plainModel(
  layout: ModelLayout,
  kind: DatabaseKind,
): (row: Row, state: ResultState) => RowObject {
  const positions = new Map(layout.fields);
  const fields = layout.meta.fields.filter((field) => positions.has(field));
  const readers = fields.map((field) => [positions.get(field)!, readerOf(field, kind)] as const);
  const Row = rowClassOf(layout.meta, layout.complete ? undefined : [...positions.keys()]);
  const related = layout.related.map(
    (inner) =>
      [
        inner.relation.name,
        inner.keyPosition,
        plainModel(inner.layout, kind),
        inner.layout,
      ] as const,
  );
  return (row, state) => {
    const kept =
      related.length === 0
        ? undefined
        : Object.fromEntries(
            related.map(([name, key, make, inner]) => [
              name,
              row[key] === null ? null : make(row, childOf(state, name, inner)),
            ]),
          );
    return new Row(
      ...readers.map(([position, reader]) => readCell(row[position], reader)),
      state,
      row,
      kept,
    );
  };
}

const children = new WeakMap<ResultState, Map<string, ResultState>>();

function childOf(state: ResultState, name: string, layout: ModelLayout): ResultState {
  let known = children.get(state);
  if (known === undefined) children.set(state, (known = new Map()));
  let found = known.get(name);
  if (found === undefined) known.set(name, (found = state.child(name, layout)));
  return found;
}
