/** Operations on the indexes and constraints of models. */

import type { FillOptions } from "./field-operations.ts";
import { DeleteModel, ModelOperation } from "./model-operations.ts";
import { metaAt, type Operation, type Step } from "./operation.ts";
import { type Names, sourceOf } from "./serializer.ts";
import { callSource, objectSource, type Source, textSource } from "./source.ts";
import type { ModelState, ProjectState, StateOptions } from "./state.ts";
import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import type { Constraint } from "../schema/constraints.ts";
import { Index } from "../schema/index-definition.ts";
import { SearchIndex } from "../schema/search-index.ts";

/** An index or a constraint: what has a name among the options of a model. */
type Named = Index | Constraint;

type Kind = "indexes" | "constraints";

/** Adds to a list of a model's options, or takes away. */
abstract class ListedOperation extends ModelOperation {
  abstract readonly kind: Kind;

  protected withListed(
    state: ProjectState,
    label: string,
    change: (list: readonly Named[], model: ModelState) => readonly Named[],
  ): ProjectState {
    const model = this.modelIn(state, label);
    const list = change(model.options[this.kind] ?? [], model);
    const options = { [this.kind]: list.length === 0 ? undefined : list } as StateOptions;
    return state.with(model.withOptions(options));
  }

  /** The index or constraint of that name in a state. */
  protected listedIn(state: ProjectState, label: string, name: string): Named {
    const list = this.modelIn(state, label).options[this.kind] ?? [];
    return findNamed(list, name, this.describe());
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    return other instanceof DeleteModel && other.isAbout(this.name)
      ? [other]
      : super.reduce(other, label);
  }
}

function findNamed(list: readonly Named[], name: string, where: string): Named {
  const found = list.find((one) => one.options.name === name);
  if (found !== undefined) return found;
  const names = list.map((one) => one.options.name ?? "");
  throw new FlagonError(`At this point of the history nothing is called "${name}".`, {
    code: "migrations.unknown-name",
    where,
    mend: suggest(name, names),
  });
}

/** Adds an index. */
export class AddIndex extends ListedOperation {
  override readonly kind = "indexes";
  readonly index: Index;
  protected readonly concurrently: boolean = false;

  constructor(name: string, index: Index) {
    super(name);
    this.index = index;
    if (index.options.name === undefined) throw needsName("addIndex", name);
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    return this.withListed(state, label, (list) => [...list, this.index]);
  }

  override databaseForwards({ label, to, editor, allows }: Step): void {
    if (allows(this.modelIn(to, label)))
      editor.addIndex(metaAt(to, label, this.name), this.index, this.#way());
  }

  override databaseBackwards({ label, to, editor, allows }: Step): void {
    if (allows(this.modelIn(to, label)))
      editor.dropIndex(metaAt(to, label, this.name), this.index, this.#way());
  }

  #way(): { concurrently?: boolean } {
    return this.concurrently ? { concurrently: true } : {};
  }

  override describe(): string {
    return `Create index ${this.index.options.name} on ${this.name}`;
  }

  override get nameFragment(): string {
    return `${this.name.toLowerCase()}_${this.index.options.name?.toLowerCase()}`;
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    if (other instanceof RemoveIndex && other.isAbout(this.name))
      if (other.index === this.index.options.name) return [];
    if (other instanceof RenameIndex && other.isAbout(this.name))
      if (other.names.from === this.index.options.name)
        return [this.withIndex(withName(this.index, other.names.to))];
    return super.reduce(other, label);
  }

  /** The same for another index. */
  protected withIndex(index: Index): AddIndex {
    return new AddIndex(this.name, index);
  }

  override source(names: Names): Source {
    return callSource(names.flagon("addIndex", "flagon/db/migrations"), this.items(names));
  }

  protected items(names: Names): Source[] {
    return [textSource(this.name), sourceOf(this.index, names, this.describe())];
  }
}

function needsName(call: string, model: string): FlagonError {
  return new FlagonError("The index or constraint has no name.", {
    code: "migrations.no-name",
    where: `${call}("${model}", …)`,
    mend: "Give it one with `name`: migrations find it by that later.",
  });
}

/** Removes an index. */
export class RemoveIndex extends ListedOperation {
  override readonly kind = "indexes";
  readonly index: string;
  protected readonly concurrently: boolean = false;

  constructor(name: string, index: string) {
    super(name);
    this.index = index;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    this.listedIn(state, label, this.index);
    return this.withListed(state, label, (list) =>
      list.filter((one) => one.options.name !== this.index),
    );
  }

  override databaseForwards({ label, from, to, editor, allows }: Step): void {
    if (!allows(this.modelIn(from, label))) return;
    const index = this.listedIn(from, label, this.index) as Index;
    editor.dropIndex(metaAt(to, label, this.name), index, this.#way());
  }

  override databaseBackwards({ label, to, editor, allows }: Step): void {
    if (!allows(this.modelIn(to, label))) return;
    const index = this.listedIn(to, label, this.index) as Index;
    editor.addIndex(metaAt(to, label, this.name), index, this.#way());
  }

  #way(): { concurrently?: boolean } {
    return this.concurrently ? { concurrently: true } : {};
  }

  override describe(): string {
    return `Remove index ${this.index} from ${this.name}`;
  }

  override get nameFragment(): string {
    return `remove_${this.name.toLowerCase()}_${this.index.toLowerCase()}`;
  }

  override source(names: Names): Source {
    return removalSource("removeIndex", this.name, this.index, names);
  }
}

function removalSource(call: string, model: string, name: string, names: Names): Source {
  return callSource(names.flagon(call, "flagon/db/migrations"), [
    textSource(model),
    objectSource([["name", textSource(name)]]),
  ]);
}

/** The same index under another name. */
export function withName(index: Index, name: string): Index {
  return index instanceof SearchIndex
    ? new SearchIndex(index.options.fields ?? [], { config: index.config, name })
    : new Index({ ...index.options, name });
}

/** Gives an index another name. */
export class RenameIndex extends ListedOperation {
  override readonly kind = "indexes";
  readonly names: { readonly from: string; readonly to: string };

  constructor(name: string, names: { from: string; to: string }) {
    super(name);
    this.names = names;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    const { from, to } = this.names;
    const index = this.listedIn(state, label, from) as Index;
    return this.withListed(state, label, (list) =>
      list.map((one) => (one === index ? withName(index, to) : one)),
    );
  }

  override databaseForwards(step: Step): void {
    this.#rename(step, this.names.from, this.names.to);
  }

  override databaseBackwards(step: Step): void {
    this.#rename(step, this.names.to, this.names.from);
  }

  #rename({ label, from, to, editor, allows }: Step, old: string, name: string): void {
    if (!allows(this.modelIn(to, label))) return;
    const meta = metaAt(to, label, this.name);
    const [one, other] = [this.listedIn(from, label, old), this.listedIn(to, label, name)];
    editor.renameIndex(meta, one as Index, other as Index);
  }

  override describe(): string {
    return `Rename index ${this.names.from} on ${this.name} to ${this.names.to}`;
  }

  override get nameFragment(): string {
    return `rename_${this.names.from.toLowerCase()}_${this.name.toLowerCase()}`;
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    if (other instanceof RenameIndex && other.isAbout(this.name))
      if (other.names.from === this.names.to)
        return [new RenameIndex(this.name, { from: this.names.from, to: other.names.to })];
    return super.reduce(other, label);
  }

  override source(names: Names): Source {
    const { from, to } = this.names;
    return callSource(names.flagon("renameIndex", "flagon/db/migrations"), [
      textSource(this.name),
      objectSource([
        ["from", textSource(from)],
        ["to", textSource(to)],
      ]),
    ]);
  }
}

/** Adds a constraint. */
export class AddConstraint extends ListedOperation {
  override readonly kind = "constraints";
  readonly constraint: Constraint;
  readonly options: Pick<FillOptions, "online">;

  constructor(name: string, constraint: Constraint, options: Pick<FillOptions, "online"> = {}) {
    super(name);
    this.constraint = constraint;
    this.options = options;
    if (constraint.options.name === undefined) throw needsName("addConstraint", name);
  }

  override get isConcurrent(): boolean {
    return this.options.online === true;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    return this.withListed(state, label, (list) => [...list, this.constraint]);
  }

  override databaseForwards({ label, to, editor, allows }: Step): void {
    if (allows(this.modelIn(to, label)))
      editor.addConstraint(metaAt(to, label, this.name), this.constraint, this.options);
  }

  override databaseBackwards({ label, to, editor, allows }: Step): void {
    if (allows(this.modelIn(to, label)))
      editor.dropConstraint(metaAt(to, label, this.name), this.constraint);
  }

  override describe(): string {
    return `Create constraint ${this.constraint.options.name} on ${this.name}`;
  }

  override get nameFragment(): string {
    return `${this.name.toLowerCase()}_${this.constraint.options.name?.toLowerCase()}`;
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    if (other instanceof RemoveConstraint && other.isAbout(this.name))
      if (other.constraint === this.constraint.options.name) return [];
    return super.reduce(other, label);
  }

  override source(names: Names): Source {
    const items = [textSource(this.name), sourceOf(this.constraint, names, this.describe())];
    if (this.options.online === true) items.push(objectSource([["online", "true"]]));
    return callSource(names.flagon("addConstraint", "flagon/db/migrations"), items);
  }
}

/** Removes a constraint. */
export class RemoveConstraint extends ListedOperation {
  override readonly kind = "constraints";
  readonly constraint: string;

  constructor(name: string, constraint: string) {
    super(name);
    this.constraint = constraint;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    this.listedIn(state, label, this.constraint);
    return this.withListed(state, label, (list) =>
      list.filter((one) => one.options.name !== this.constraint),
    );
  }

  override databaseForwards({ label, from, to, editor, allows }: Step): void {
    if (!allows(this.modelIn(from, label))) return;
    const constraint = this.listedIn(from, label, this.constraint) as Constraint;
    editor.dropConstraint(metaAt(to, label, this.name), constraint);
  }

  override databaseBackwards({ label, to, editor, allows }: Step): void {
    if (!allows(this.modelIn(to, label))) return;
    const constraint = this.listedIn(to, label, this.constraint) as Constraint;
    editor.addConstraint(metaAt(to, label, this.name), constraint);
  }

  override describe(): string {
    return `Remove constraint ${this.constraint} from ${this.name}`;
  }

  override get nameFragment(): string {
    return `remove_${this.name.toLowerCase()}_${this.constraint.toLowerCase()}`;
  }

  override source(names: Names): Source {
    return removalSource("removeConstraint", this.name, this.constraint, names);
  }
}
