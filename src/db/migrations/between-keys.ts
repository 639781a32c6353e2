/** The keys of the tables between two models: they are of the kind that the key of the relation's owner has. */

import type { Field } from "../fields/field.ts";
import { ForeignKey, ManyToMany } from "../fields/relations.ts";
import type { Meta } from "../meta.ts";
import { labelOf } from "./model-states.ts";
import { metaAt, type Step } from "./operation.ts";

/** Lets the keys of the tables between follow the key of a model, and with it those of the models that extend it. */
export function alterKeysBetween({ from, editor }: Step, after: Meta, key: Field): void {
  for (const owner of ownersOf(after, key)) {
    for (const relation of owner.manyToMany.filter((field) => isOwn(field, owner))) {
      const old = metaAt(from, labelOf(owner), owner.name).member(relation.name);
      if (!(old instanceof ManyToMany)) continue;
      const [one, other] = [old.through, relation.through];
      if (one.pk.kind !== other.pk.kind) editor.alterField(one, other, one.pk, other.pk);
    }
  }
}

const isOwn = (field: ManyToMany, owner: Meta): boolean =>
  field.owner === owner && field.through.options.automatic === true;

/** The model and those that extend it: the key of their own table leads to its key. */
function ownersOf(model: Meta, key: Field): Meta[] {
  const children = model.incoming.filter(
    (field) =>
      field instanceof ForeignKey &&
      field.options.parentLink === true &&
      field.toField === key &&
      field.owner.pk === field,
  );
  return [model, ...children.flatMap((field) => ownersOf(field.owner, field))];
}
