/** Turns relation fields into hops: which tables a path crosses, and by which columns. */

import { FlagonError } from "../base/errors.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey, ManyToMany, Reverse } from "./fields/relations.ts";
import type { Meta } from "./meta.ts";
import type { Hop, Relation } from "./relation.ts";

/** Finds the way that a name of a model leads; undefined for a plain field. */
export function findRelation(meta: Meta, name: string): Relation | undefined {
  const known = meta.relations.get(name);
  if (known !== undefined || meta.relations.has(name)) return known;
  const member = meta.member(name);
  const found =
    member === undefined || (member.name !== name && name !== "pk")
      ? childOf(meta, name)
      : wayOf(meta, member, name);
  meta.relations.set(name, found);
  return found;
}

function wayOf(meta: Meta, member: Field, name: string): Relation | undefined {
  if (member instanceof ForeignKey) return forward(meta, member, name);
  if (member instanceof ManyToMany) return manyForward(meta, member, name);
  if (member instanceof Reverse) {
    const field = member.forward;
    return field instanceof ForeignKey
      ? backward(meta, field, name)
      : manyBackward(meta, field, name);
  }
  return member.relation?.(meta) ?? childOf(meta, name);
}

/** A child model is reached by its name in small letters, as Django does it. */
function childOf(meta: Meta, name: string): Relation | undefined {
  const child = meta.concrete.children.find(
    (candidate) => candidate.name.toLowerCase() === name.toLowerCase(),
  );
  const link = child?.parents.get(meta.concrete);
  return child === undefined || link === undefined ? undefined : backward(meta, link, name);
}

/** The hop along a foreign key. */
export function hopForward(field: ForeignKey): Hop {
  return {
    from: field.owner,
    to: field.target,
    pairs: [[field, field.toField]],
    key: `>${idOf(field)}`,
    many: false,
    nullable: field.options.null === true,
    direct: true,
  };
}

/** The hop against a foreign key, from the row that is referred to. */
export function hopBackward(field: ForeignKey): Hop {
  return {
    from: field.target,
    to: field.owner,
    pairs: [[field.toField, field]],
    key: `<${idOf(field)}`,
    many: !field.single,
    nullable: true,
    direct: false,
  };
}

function idOf(field: ForeignKey): string {
  return `${field.owner.table}.${field.column}`;
}

/** The hops from a model up to the parent whose table holds the field. */
export function hopsToOwner(meta: Meta, owner: Meta): Hop[] {
  for (const [parent, link] of meta.parents) {
    if (parent === owner || parent.isChildOf(owner)) {
      return [hopForward(link), ...hopsToOwner(parent, owner)];
    }
  }
  return [];
}

function forward(meta: Meta, field: ForeignKey, name: string): Relation {
  return {
    name,
    from: meta,
    target: field.target,
    hops: [...hopsToOwner(meta, field.owner), hopForward(field)],
    field,
    direction: "forward",
    many: false,
  };
}

function backward(meta: Meta, field: ForeignKey, name: string): Relation {
  const hop = hopBackward(field);
  return {
    name,
    from: meta,
    target: field.owner,
    hops: [...hopsToOwner(meta, field.target), hop],
    field,
    direction: "reverse",
    many: hop.many,
  };
}

function manyForward(meta: Meta, field: ManyToMany, name: string): Relation {
  return {
    name,
    from: meta,
    target: field.target,
    hops: [
      ...hopsToOwner(meta, field.sourceKey.target),
      hopBackward(field.sourceKey),
      hopForward(field.targetKey),
    ],
    field,
    direction: "forward",
    many: true,
  };
}

function manyBackward(meta: Meta, field: ManyToMany, name: string): Relation {
  return {
    name,
    from: meta,
    target: field.owner,
    hops: [
      ...hopsToOwner(meta, field.targetKey.target),
      hopBackward(field.targetKey),
      hopForward(field.sourceKey),
    ],
    field,
    direction: "reverse",
    many: true,
  };
}

/** Tells that a name of a model is none. */
export function unknownName(meta: Meta, name: string, path: string, mend: string): FlagonError {
  return new FlagonError(`${meta.name} has no field or relation "${name}".`, {
    code: "db.unknown-field",
    where: path === name ? `model ${meta.path}` : `path "${path}"`,
    mend,
  });
}
