/** Gives new rows their values: what they are given, else each field's default. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { CompositeKey } from "./fields/composite-key.ts";
import type { Convert, Field } from "./fields/field.ts";
import { ForeignKey } from "./fields/relations.ts";
import type { Meta } from "./meta.ts";
import { RAW, RELATED, type RowObject, STATE } from "./row-state.ts";

/** What a new row needs to know of one field. */
interface Place {
  readonly field: Field;
  readonly attribute: string;
  /** The name of the relation, for a foreign key. */
  readonly relation: string | undefined;
  readonly isKey: boolean;
  /** Gives the value that `pk` has for the field, where it is part of a key of several. */
  readonly partOf: ((key: unknown) => unknown) | undefined;
  readonly hasDefault: boolean;
  /** The value where there is no other: null where the column may be NULL. */
  readonly empty: null | undefined;
  readonly normalize: Convert | undefined;
}

interface Places {
  readonly list: readonly Place[];
  readonly relations: readonly string[];
  /** The names that values may have. */
  readonly names: ReadonlySet<string>;
}

const known = new WeakMap<Meta, Places>();

function placesOf(meta: Meta): Places {
  let places = known.get(meta);
  if (places === undefined) known.set(meta, (places = makePlaces(meta)));
  return places;
}

function makePlaces(meta: Meta): Places {
  const { pk, keyFields } = meta;
  const list = meta.fields.map((field) => ({
    field,
    attribute: field.attribute,
    relation: field instanceof ForeignKey ? field.name : undefined,
    isKey: keyFields.includes(field),
    partOf:
      pk instanceof CompositeKey && keyFields.includes(field)
        ? (key: unknown) => pk.valuesOf(key)[keyFields.indexOf(field)]
        : undefined,
    hasDefault: field.hasDefault,
    empty: field.isNullable && field.options.databaseDefault === undefined ? null : undefined,
    normalize: field.normalizer(),
  }));
  const settable = meta.virtuals.filter((field) => field.isSettable === true);
  const relations = [
    ...list.flatMap(({ relation }) => (relation === undefined ? [] : [relation])),
    ...settable.map(({ name }) => name),
  ];
  const names = new Set([...list.map(({ attribute }) => attribute), ...relations, "pk"]);
  return { list, relations, names };
}

/** Fills a row that has just been made. */
export function fillRow(
  row: RowObject,
  meta: Meta,
  values: Readonly<Record<string, unknown>>,
): void {
  const { list, relations, names } = placesOf(meta);
  for (const name in values) if (!names.has(name)) refuseValue(meta, name);
  for (const place of list) row[place.attribute] = valueAt(place, values);
  row[STATE] = undefined;
  row[RAW] = undefined;
  row[RELATED] = undefined;
  for (const name of relations) if (values[name] !== undefined) row[name] = values[name];
}

function valueAt(place: Place, values: Readonly<Record<string, unknown>>): unknown {
  let given = values[place.attribute];
  if (given === undefined && place.isKey) given = keyValue(place, values["pk"]);
  if (given === undefined) {
    if (place.relation !== undefined && place.relation in values)
      return values[place.relation] === null ? null : undefined;
    if (!place.hasDefault) return place.empty;
    // A default may be written in any form that the field takes: `default: "2026-01-01"`.
    given = place.field.defaultValue();
  }
  return place.normalize === undefined || given === null || given === undefined
    ? given
    : normalized(given, place.normalize);
}

/** What the value of `pk` says of a field of the key. */
function keyValue({ partOf }: Place, key: unknown): unknown {
  return partOf === undefined || key === undefined || key === null ? key : partOf(key);
}

/** What a row takes as what it holds; rubbish stays as it is, for `fullClean()` and saving to refuse. */
function normalized(given: unknown, normalize: Convert): unknown {
  try {
    return normalize(given as never);
  } catch {
    return given;
  }
}

function refuseValue(meta: Meta, name: string): never {
  const member = meta.member(name);
  throw new FlagonError(
    member === undefined
      ? `${meta.name} has no field "${name}".`
      : `"${name}" is kept in another table.`,
    {
      code: "db.unknown-field",
      where: `new ${meta.name}({ ${name}: … })`,
      mend:
        member === undefined
          ? suggest(name, meta.memberNames)
          : `Save the row, then use row.${name}.add(…).`,
    },
  );
}
