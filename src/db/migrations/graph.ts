/** The order of migrations: which need which, what the last ones are, and the way to each of them. */

import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import { idOf, type Migration, type MigrationKey } from "./migration.ts";
import { ProjectState } from "./state.ts";

/** What to do where nothing is left of a blueprint that others build upon. */
function gone(label: string): string {
  return `No blueprint "${label}" has migrations here. Install it; also one whose models have all moved stays, for as long as migrations of others need its own: app.install(new Blueprint("${label}", { folder: … })), with migrations/ in that folder.`;
}

/** Migrations with the edges between them. */
export class MigrationGraph {
  readonly #migrations: ReadonlyMap<string, Migration>;
  readonly #parents = new Map<string, Set<string>>();
  readonly #children = new Map<string, Set<string>>();
  /** Migrations that a squashed one stands for. */
  readonly #aliases: ReadonlyMap<string, string>;

  /**
   * @throws FlagonError `migrations.missing-parent`, `migrations.circular`.
   */
  constructor(migrations: Iterable<Migration>, aliases: ReadonlyMap<string, string> = new Map()) {
    const sorted = [...migrations].toSorted((one, other) => (one.id < other.id ? -1 : 1));
    this.#migrations = new Map(sorted.map((migration) => [migration.id, migration]));
    this.#aliases = aliases;
    for (const { id } of sorted) {
      this.#parents.set(id, new Set());
      this.#children.set(id, new Set());
    }
    // What stands within a blueprint is known first: its ends are what `__first__` and `__latest__` mean.
    for (const migration of sorted) this.#connectOwn(migration);
    for (const migration of sorted) this.#connectOthers(migration);
    this.#refuseCircles();
  }

  /** All migrations, in an order in which they can run. */
  get all(): Migration[] {
    return this.wayTo([...this.#migrations.keys()]);
  }

  /** Finds a migration. */
  find(id: string): Migration | undefined {
    return this.#migrations.get(this.#aliases.get(id) ?? id);
  }

  /** The labels of all blueprints, sorted. */
  get labels(): string[] {
    return [...new Set([...this.#migrations.values()].map(({ label }) => label))].toSorted();
  }

  /** The migrations of a blueprint, in order. */
  of(label: string): Migration[] {
    return this.all.filter((migration) => migration.label === label);
  }

  /** The migrations of a blueprint that none of its own follows. More than one is a conflict. */
  leaves(label: string): Migration[] {
    return this.#ends(label, this.#children);
  }

  /** The migrations of a blueprint that follow none of its own. */
  roots(label: string): Migration[] {
    return this.#ends(label, this.#parents);
  }

  #ends(label: string, edges: ReadonlyMap<string, ReadonlySet<string>>): Migration[] {
    return [...this.#migrations.values()].filter(
      (migration) =>
        migration.label === label &&
        ![...edges.get(migration.id)!].some((id) => this.#migrations.get(id)!.label === label),
    );
  }

  /** The migrations that must run for these to have run, those included, in order. */
  wayTo(ids: readonly string[]): Migration[] {
    return this.#walk(ids, this.#parents);
  }

  /** The migrations that must be undone for one to be undone, that one last. */
  wayBack(id: string): Migration[] {
    return this.#walk([id], this.#children);
  }

  /** The migrations that need this one directly. */
  childrenOf(id: string): Migration[] {
    return [...(this.#children.get(id) ?? [])].map((child) => this.#migrations.get(child)!);
  }

  /** The models as they are when these migrations have run. */
  stateAfter(ids: readonly string[]): ProjectState {
    let state = new ProjectState();
    for (const migration of this.wayTo(ids)) state = migration.applyTo(state);
    return state;
  }

  /** Depth first, without recursion: a history may be long. */
  #walk(ids: readonly string[], edges: ReadonlyMap<string, ReadonlySet<string>>): Migration[] {
    const done = new Set<string>();
    const found: Migration[] = [];
    const stack = ids.map((id) => ({ id, isReady: false })).toReversed();
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const { id, isReady } = top;
      if (done.has(id)) continue;
      if (isReady) {
        done.add(id);
        found.push(this.#migrations.get(id)!);
        continue;
      }
      stack.push({ id, isReady: true });
      const next = [...edges.get(id)!].toSorted().toReversed();
      for (const other of next) if (!done.has(other)) stack.push({ id: other, isReady: false });
    }
    return found;
  }

  #connectOwn(migration: Migration): void {
    for (const key of migration.dependencies)
      if (key[0] === migration.label && !key[1].startsWith("__"))
        this.#connect(this.#resolve(key, migration), migration.id);
  }

  #connectOthers(migration: Migration): void {
    for (const key of migration.dependencies) {
      if (key[0] === migration.label && !key[1].startsWith("__")) continue;
      for (const id of this.#named(key, migration)) this.#connect(id, migration.id);
    }
    for (const key of migration.runBefore)
      for (const id of this.#named(key, migration)) this.#connect(migration.id, id);
  }

  #connect(parent: string, child: string): void {
    if (parent === child) return;
    this.#parents.get(child)!.add(parent);
    this.#children.get(parent)!.add(child);
  }

  #named(key: MigrationKey, migration: Migration): string[] {
    const [label, name] = key;
    if (name !== "__first__" && name !== "__latest__") return [this.#resolve(key, migration)];
    const ends = name === "__first__" ? this.roots(label) : this.leaves(label);
    if (ends.length > 0) return ends.map(({ id }) => id);
    throw this.#missing(key, migration);
  }

  #resolve(key: MigrationKey, migration: Migration): string {
    const id = idOf(key);
    const found = this.#migrations.has(id) ? id : this.#aliases.get(id);
    if (found !== undefined) return found;
    throw this.#missing(key, migration);
  }

  #missing(key: MigrationKey, { id }: Migration): FlagonError {
    return new FlagonError(
      `The migration ${id} needs ${idOf(key)}, and there is none of that name.`,
      {
        code: "migrations.missing-parent",
        where: `dependencies of ${id}`,
        mend: this.labels.includes(key[0])
          ? suggest(idOf(key), this.#migrations.keys())
          : gone(key[0]),
      },
    );
  }

  #refuseCircles(): void {
    const done = new Set<string>();
    for (const start of this.#migrations.keys()) {
      const circle = this.#circleFrom(start, done);
      if (circle === undefined) continue;
      throw new FlagonError(
        `These migrations need each other in a circle: ${circle.join(" -> ")}.`,
        {
          code: "migrations.circular",
          where: `dependencies of ${circle[0]}`,
          mend: "Take one of the dependencies out; a relation can be added in a migration of its own.",
        },
      );
    }
  }

  #circleFrom(start: string, done: Set<string>): string[] | undefined {
    const path: { id: string; left: string[] }[] = [];
    const onPath = new Set<string>();
    const enter = (id: string): void => {
      path.push({ id, left: [...this.#parents.get(id)!] });
      onPath.add(id);
    };
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.left.pop();
      if (next === undefined) {
        done.add(top.id);
        onPath.delete(top.id);
        path.pop();
      } else if (onPath.has(next)) {
        const ids = path.map(({ id }) => id);
        return [...ids.slice(ids.indexOf(next)), next];
      } else if (!done.has(next)) enter(next);
    }
    return undefined;
  }
}
