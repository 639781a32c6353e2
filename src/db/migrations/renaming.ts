/** Names a field anew wherever a state speaks of it: options, indexes, constraints, conditions, keys, relations of other models. */

import { Expression } from "../expression.ts";
import { CompositeKey } from "../fields/composite-key.ts";
import type { Field } from "../fields/field.ts";
import { GeneratedField } from "../fields/generated.ts";
import { ForeignKey, ManyToMany } from "../fields/relations.ts";
import { Condition, type Conditions, toQ } from "../q.ts";
import { Reference } from "../references.ts";
import {
  CheckConstraint,
  type Constraint,
  ExclusionConstraint,
  UniqueConstraint,
} from "../schema/constraints.ts";
import { Index } from "../schema/index-definition.ts";
import { SearchIndex } from "../schema/search-index.ts";
import { Given } from "../values.ts";
import { withOptions } from "./field-parts.ts";
import {
  type ModelState,
  type ProjectState,
  type StateOptions,
  targetOf,
  throughOf,
} from "./state.ts";

type Rename = (name: string) => string;

/** A state in which a field of a model has another name. */
export function withFieldRenamed(
  state: ProjectState,
  model: ModelState,
  old: string,
  name: string,
): ProjectState {
  const rename: Rename = (given) => renamedPath(given, old, name);
  const fields = new Map(
    [...model.fields].map(([key, field]) => [key === old ? name : key, ownField(field, rename)]),
  );
  const options = renamedOptions(model.options, rename);
  return state
    .with(model.with({ fields, options }))
    .map((other) => withRelations(other, model.key, { old, name }));
}

/** `-author__name` and `authorId` begin with the field `author`. */
function renamedPath(given: string, old: string, name: string): string {
  const [, sign = "", first = "", rest = ""] = /^(-?)([^]*?)(__[^]*)?$/.exec(given) ?? [];
  if (first === old) return `${sign}${name}${rest}`;
  return first === `${old}Id` ? `${sign}${name}Id${rest}` : given;
}

function ownField(field: Field, rename: Rename): Field {
  if (field instanceof CompositeKey) return new CompositeKey(field.names.map(rename));
  const options: Record<string, unknown> = { ...field.options };
  for (const name of ["uniqueForDate", "uniqueForMonth", "uniqueForYear"])
    if (typeof options[name] === "string") options[name] = rename(options[name]);
  const made = withOptions(field, options);
  return made instanceof GeneratedField
    ? Object.assign(made, { expression: renamedIn(made.expression as Expression, rename) })
    : made;
}

function withRelations(
  model: ModelState,
  key: string,
  names: { old: string; name: string },
): ModelState {
  const fields = new Map(model.fields);
  for (const [name, field] of model.fields) {
    const options: Record<string, unknown> = { ...field.options };
    if (field instanceof ForeignKey && targetOf(field, model).toLowerCase() === key) {
      if (options["toField"] !== names.old) continue;
      options["toField"] = names.name;
    } else if (field instanceof ManyToMany && throughOf(field, model)?.toLowerCase() === key) {
      const sides = field.options.throughFields;
      if (sides === undefined) continue;
      options["throughFields"] = sides.map((side) => (side === names.old ? names.name : side));
    } else continue;
    fields.set(name, withOptions(field, options));
  }
  return model.with({ fields });
}

function renamedOptions(options: StateOptions, rename: Rename): StateOptions {
  const { uniqueTogether, indexes, constraints, ordering, getLatestBy } = options;
  return {
    ...options,
    ...(uniqueTogether !== undefined && {
      uniqueTogether: uniqueTogether.map((names) => names.map(rename)),
    }),
    ...(indexes !== undefined && { indexes: indexes.map((one) => renamedIndex(one, rename)) }),
    ...(constraints !== undefined && {
      constraints: constraints.map((one) => renamedConstraint(one, rename)),
    }),
    ...(ordering !== undefined && {
      ordering: ordering.map((term) =>
        typeof term === "string" ? rename(term) : renamedIn(term as Expression, rename),
      ),
    }),
    ...(getLatestBy !== undefined && {
      getLatestBy: typeof getLatestBy === "string" ? rename(getLatestBy) : getLatestBy.map(rename),
    }),
  };
}

function renamedIndex(index: Index, rename: Rename): Index {
  const { name } = index.options;
  if (index instanceof SearchIndex) {
    const fields = (index.options.fields ?? []).map(rename);
    return new SearchIndex(fields, { config: index.config, ...(name !== undefined && { name }) });
  }
  return new Index(renamedParts(index.options, rename));
}

function renamedConstraint(constraint: Constraint, rename: Rename): Constraint {
  if (constraint instanceof UniqueConstraint)
    return new UniqueConstraint(renamedParts(constraint.options, rename));
  if (constraint instanceof CheckConstraint) {
    const condition = renamedCondition(constraint.options.condition, rename);
    return new CheckConstraint({ ...constraint.options, condition });
  }
  const { options } = constraint as ExclusionConstraint;
  return new ExclusionConstraint({
    ...renamedParts({ ...options, expressions: [] }, rename),
    name: options.name,
    expressions: options.expressions.map(([term, operator]) => [
      typeof term === "string" ? rename(term) : renamedIn(term as Expression, rename),
      operator,
    ]),
  });
}

interface Parts {
  fields?: readonly string[];
  include?: readonly string[];
  expressions?: readonly unknown[];
  where?: Conditions;
}

function renamedParts<P extends Parts>(parts: P, rename: Rename): P {
  const { fields, include, expressions, where } = parts;
  return {
    ...parts,
    ...(fields !== undefined && { fields: fields.map(rename) }),
    ...(include !== undefined && { include: include.map(rename) }),
    ...(expressions !== undefined && {
      expressions: expressions.map((one) => renamedIn(one as Expression, rename)),
    }),
    ...(where !== undefined && { where: renamedCondition(where, rename) }),
  };
}

function renamedCondition(condition: Conditions, rename: Rename): Expression {
  return renamedIn(toQ(condition), rename);
}

function renamedIn(expression: Expression, rename: Rename): Expression {
  return expression.rewrite((node) => {
    if (node instanceof Reference) return new Reference(rename(node.path));
    if (!(node instanceof Condition)) return node;
    const { value } = node;
    const given = value instanceof Given ? value.value : undefined;
    const path = rename(node.path);
    return given instanceof Expression
      ? new Condition(path, new Given(renamedIn(given, rename), path))
      : new Condition(path, value instanceof Given ? new Given(given, path) : value);
  });
}
