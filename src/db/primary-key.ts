/** The primary key of a model: the field that says so, several together, or the one that a model gets by itself. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { CompositeKey } from "./fields/composite-key.ts";
import type { Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";

/**
 * Finds the primary key among the fields of a model, and gives a key of several fields its parts; undefined where there is none.
 *
 * @throws FlagonError `db.bad-key` for a key of several fields that cannot be one.
 */
export function primaryKeyOf(
  model: string,
  own: readonly Field[],
  isChild: boolean,
): Field | undefined {
  const key = own.findLast((field) => field instanceof CompositeKey);
  const single = own.find((field) => field.options.primaryKey === true);
  if (key === undefined) return single;
  const problem = refusal(model, isChild);
  if (key.name !== "pk") problem(`The key is called "${key.name}".`, "Declare it as `pk: …`.");
  if (single !== undefined)
    problem(
      `"${single.name}" is a primary key already.`,
      isChild
        ? "A model that extends another one with a table has its parent's key."
        : "Leave out one of the two.",
    );
  key.parts = partsOf(key, own, problem);
  return key;
}

/** Refuses to extend a model by a table of its own: the child's key would be a single reference to several columns. */
export function refuseChildOf(parent: Meta, model: string): void {
  if (parent.keyFields.length === 1) return;
  throw new FlagonError(
    `${model} cannot extend ${parent.name} with a table of its own: the key of ${parent.name} is several columns.`,
    {
      code: "db.composite-key",
      where: `model ${model}`,
      mend: `Make ${parent.name} abstract, or ${model} a proxy.`,
    },
  );
}

type Refuse = (what: string, mend: string) => never;

function refusal(model: string, isChild: boolean): Refuse {
  return (what, mend) => {
    throw new FlagonError(`${model} cannot have this key of several fields. ${what}`, {
      code: "db.bad-key",
      where: `${isChild ? "extended model" : "model"} ${model}, compositePrimaryKey(…)`,
      mend,
    });
  };
}

function partsOf({ names }: CompositeKey, own: readonly Field[], refuse: Refuse): Field[] {
  const columns = own.filter((field) => !field.isVirtual);
  const parts = names.map((name) => {
    const field = columns.find((known) => known.name === name || known.attribute === name);
    if (field !== undefined) return field;
    return refuse(
      `"${name}" is no field with a column of its own.`,
      suggest(
        name,
        columns.map((known) => known.name),
      ),
    );
  });
  if (new Set(parts).size < parts.length || parts.length < 2)
    refuse(
      "It needs at least two different fields.",
      "Name each field once; of one field alone say `primaryKey: true`.",
    );
  for (const part of parts) {
    if (part.isNullable)
      refuse(`"${part.name}" may be null.`, "Leave out `null`: no part of a key may be missing.");
    if (part.isGenerated)
      refuse(
        `"${part.name}" is worked out by the database.`,
        "Name the fields that it is worked out from.",
      );
  }
  return parts;
}
