/** Operations of PostgreSQL: extensions, collations, indexes made without a lock. Other databases leave them out. */

import { AddIndex, RemoveIndex } from "./index-operations.ts";
import { Operation, type Step } from "./operation.ts";
import type { Names } from "./serializer.ts";
import { callSource, objectSource, type Source, textSource } from "./source.ts";
import type { ProjectState } from "./state.ts";
import type { Index } from "../schema/index-definition.ts";
import { quoteName } from "../schema/rules.ts";

/** Makes an extension of PostgreSQL. */
export class CreateExtension extends Operation {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  override stateForwards(_label: string, state: ProjectState): ProjectState {
    return state;
  }

  override async databaseForwards(step: Step): Promise<void> {
    if (step.kind === "postgres")
      await step.execute(`CREATE EXTENSION IF NOT EXISTS ${quoteName(this.name, "postgres")}`);
  }

  override async databaseBackwards(step: Step): Promise<void> {
    if (step.kind === "postgres")
      await step.execute(`DROP EXTENSION IF EXISTS ${quoteName(this.name, "postgres")}`);
  }

  override describe(): string {
    return `Create extension ${this.name}`;
  }

  override get nameFragment(): string {
    return `create_extension_${this.name}`;
  }

  override referencesModel(): boolean {
    return false;
  }

  override source(names: Names): Source {
    const call = names.flagon("createExtension", "flagon/db/migrations");
    return callSource(call, [textSource(this.name)]);
  }
}

/** Adds an index while the table is read and written. The migration must be `atomic: false`. */
export class AddIndexConcurrently extends AddIndex {
  protected override readonly concurrently = true;

  override get isConcurrent(): boolean {
    return true;
  }

  override describe(): string {
    return `Concurrently create index ${this.index.options.name} on ${this.name}`;
  }

  protected override withIndex(index: Index): AddIndex {
    return new AddIndexConcurrently(this.name, index);
  }

  override source(names: Names): Source {
    const call = names.flagon("addIndexConcurrently", "flagon/db/migrations");
    return callSource(call, this.items(names));
  }
}

/** Removes an index while the table is read and written. The migration must be `atomic: false`. */
export class RemoveIndexConcurrently extends RemoveIndex {
  protected override readonly concurrently = true;

  override get isConcurrent(): boolean {
    return true;
  }

  override describe(): string {
    return `Concurrently remove index ${this.index} from ${this.name}`;
  }

  override source(names: Names): Source {
    const call = names.flagon("removeIndexConcurrently", "flagon/db/migrations");
    return callSource(call, [
      textSource(this.name),
      objectSource([["name", textSource(this.index)]]),
    ]);
  }
}
