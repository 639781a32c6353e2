/** A project as migrations see it: its blueprints, their models, and the folders of their migrations. */

import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import { f } from "../fields/all.ts";
import type { Field } from "../fields/field.ts";
import { ForeignKey, ManyToMany } from "../fields/relations.ts";
import type { Meta, ModelClass } from "../meta.ts";
import { metaOf } from "../registry.ts";
import type { Draft } from "./arrangement.ts";
import type { ExportFinder } from "./exports.ts";
import type { MigrationGraph } from "./graph.ts";
import { loadMigrations, type MigrationFiles, type MigrationSource } from "./loader.ts";
import { Migration } from "./migration.ts";
import { CreateModel } from "./model-operations.ts";
import { stateOfModels } from "./model-states.ts";
import { nameDrafts } from "./names.ts";
import type { Questioner } from "./questioner.ts";
import type { ProjectState } from "./state.ts";
import type { FileOptions } from "./writer.ts";

/** A blueprint with models. */
export interface MigrationBlueprint {
  /** The blueprint's name; `app` for the app's own models. */
  readonly label: string;
  /** The folder of its migrations. */
  readonly folder: string | undefined;
  /** The blueprint's own folder, in which functions that migrations import are looked for. Default: the folder above the migrations. */
  readonly home?: string;
  readonly models: readonly ModelClass[];
}

/** The label of content types, whose migration comes with Flagon. */
export const CONTENT_TYPES = "contenttypes";

/** What is written by `makeMigrations`. */
export interface WrittenMigration {
  readonly draft: Draft;
  readonly path: string;
  readonly text: string;
}

/** How drafts are made. */
export interface DraftOptions {
  questioner: Questioner;
  /** The blueprints to make migrations for. Default: all. */
  labels?: readonly string[];
  /** The name behind the number. Default: what the migration does. */
  name?: string | undefined;
}

/** Blueprints with models and migrations: makes migrations, and loads them for those who run them. */
export class MigrationProject {
  readonly blueprints: readonly MigrationBlueprint[];
  #files: Promise<MigrationFiles> | undefined;

  constructor(blueprints: readonly MigrationBlueprint[]) {
    this.blueprints = blueprints;
  }

  /** The migrations that there are, loaded once. */
  files(): Promise<MigrationFiles> {
    return (this.#files ??= loadMigrations(this.#sources()));
  }

  /** Forgets what was loaded, since files were written. */
  reload(): void {
    this.#files = undefined;
  }

  #sources(): MigrationSource[] {
    const own = this.blueprints.map(({ label, folder }) => ({ label, folder }));
    return [...own, { label: CONTENT_TYPES, folder: undefined, built: [contentTypesMigration()] }];
  }

  /** The models as they are now. */
  state(): ProjectState {
    return stateOfModels(withTargets(this.blueprints.flatMap(({ models }) => models.map(metaOf))));
  }

  /**
   * Finds the migrations that are missing, with their names.
   *
   * @throws FlagonError `migrations.conflict`, `migrations.no-folder`, and what the questions bring.
   */
  async missing({ questioner, labels = [], name }: DraftOptions): Promise<Draft[]> {
    for (const label of labels) this.blueprint(label);
    const graph = (await this.files()).graph();
    refuseConflicts(graph);
    const leaves = graph.labels.flatMap((label) => graph.leaves(label).map(({ id }) => id));
    // Who only runs migrations needs nothing of what finds and writes them.
    const { detectChanges } = await import("./autodetector.ts");
    const drafts = await detectChanges({
      from: withoutContentTypes(graph.stateAfter(leaves), this.state()),
      to: this.state(),
      questioner,
      leaves: { leafOf: (label) => leafOf(graph, label) },
    });
    const wanted = labels.length === 0 ? drafts : neededFor(drafts, labels);
    for (const { label } of wanted) this.folderOf(label);
    return nameDrafts(wanted, graph, { name });
  }

  /** Writes drafts into their folders. */
  async write(drafts: readonly Draft[], options: FileOptions = {}): Promise<WrittenMigration[]> {
    const { writeMigration } = await import("./writer.ts");
    const written: WrittenMigration[] = [];
    for (const draft of drafts) {
      const folder = this.folderOf(draft.label);
      const text = await this.text(draft, options);
      written.push({ draft, text, path: writeMigration(folder, draft.name, text) });
    }
    this.reload();
    return written;
  }

  /** The text of a draft's file. */
  async text(draft: Draft, options: FileOptions = {}): Promise<string> {
    const { migrationText } = await import("./writer.ts");
    const folder = this.folderOf(draft.label);
    const { home = `${folder}/..` } = this.blueprint(draft.label);
    return migrationText(draft, { ...options, folder, finder: await this.#finder(home) });
  }

  readonly #finders = new Map<string, ExportFinder>();

  async #finder(home: string): Promise<ExportFinder> {
    const { ExportFinder } = await import("./exports.ts");
    const found = this.#finders.get(home) ?? new ExportFinder([home]);
    this.#finders.set(home, found);
    return found;
  }

  /**
   * Gives a blueprint by its label.
   *
   * @throws FlagonError `migrations.unknown-label`.
   */
  blueprint(label: string): MigrationBlueprint {
    const found = this.blueprints.find((blueprint) => blueprint.label === label);
    if (found !== undefined) return found;
    throw unknownLabel(
      label,
      this.blueprints.map((blueprint) => blueprint.label),
    );
  }

  /**
   * Gives the folder of a blueprint's migrations.
   *
   * @throws FlagonError `migrations.no-folder`.
   */
  folderOf(label: string): string {
    const { folder } = this.blueprint(label);
    if (folder !== undefined) return folder;
    throw new FlagonError(`There is no folder for the migrations of "${label}".`, {
      code: "migrations.no-folder",
      where: `blueprint "${label}"`,
      mend: `Give the blueprint its folder: new Blueprint("${label}", { folder: import.meta.dirname }).`,
    });
  }
}

/** Makes the error for a label that no blueprint has. */
export function unknownLabel(label: string, known: readonly string[]): FlagonError {
  return new FlagonError(`No blueprint with models is called "${label}".`, {
    code: "migrations.unknown-label",
    mend: suggest(label, known),
  });
}

/** Two last migrations in one blueprint: two branches have added one each. */
export function refuseConflicts(graph: MigrationGraph): void {
  for (const label of graph.labels) {
    const leaves = graph.leaves(label);
    if (leaves.length < 2) continue;
    throw new FlagonError(
      `The migrations of "${label}" have ${leaves.length} ends: ${leaves.map(({ name }) => name).join(", ")}.`,
      {
        code: "migrations.conflict",
        where: `migrations of "${label}"`,
        mend: `Put the newer behind the older: flagon rebasemigration ${label}. Or keep both: flagon makemigrations --merge.`,
      },
    );
  }
}

function leafOf(graph: MigrationGraph, label: string): readonly [string, string] | undefined {
  const [leaf] = graph.leaves(label);
  return leaf === undefined ? undefined : [label, leaf.name];
}

/** The drafts of some blueprints, and those that they need. */
function neededFor(drafts: readonly Draft[], labels: readonly string[]): Draft[] {
  const wanted = new Set(labels);
  for (let before = -1; before < wanted.size;) {
    before = wanted.size;
    for (const draft of drafts)
      if (wanted.has(draft.label)) for (const [label] of draft.dependencies) wanted.add(label);
  }
  return drafts.filter(({ label }) => wanted.has(label));
}

/** Models and those that they refer to: a model of Flagon's own counts where something needs it. */
function withTargets(metas: readonly Meta[]): Meta[] {
  const found = new Set<Meta>();
  const visit = (meta: Meta): void => {
    if (found.has(meta)) return;
    found.add(meta);
    for (const field of [...meta.localFields, ...meta.manyToMany])
      for (const one of targetsOf(field)) visit(one);
    for (const parent of meta.parents.keys()) visit(parent);
    if (meta.concrete !== meta) visit(meta.concrete);
  };
  for (const meta of metas) visit(meta);
  return [...found];
}

function targetsOf(field: Field): Meta[] {
  if (field instanceof ForeignKey) return [field.target];
  return field instanceof ManyToMany ? [field.target, field.through] : [];
}

/** Content types are among the models only where something refers to them; their migration is always there. */
function withoutContentTypes(from: ProjectState, to: ProjectState): ProjectState {
  const model = from.find(CONTENT_TYPES, "ContentType");
  const isWanted = to.find(CONTENT_TYPES, "ContentType") !== undefined;
  return model === undefined || isWanted ? from : from.without(model);
}

/** The migration that makes the table of content types, as Django has it. */
function contentTypesMigration(): Migration {
  const fields: [string, Field][] = [
    ["id", f.auto() as unknown as Field],
    ["appLabel", f.char({ maxLength: 100 }) as unknown as Field],
    ["model", f.char({ maxLength: 100 }) as unknown as Field],
  ];
  const options = { table: "django_content_type", uniqueTogether: [["appLabel", "model"]] };
  return new Migration(CONTENT_TYPES, "0001_initial", {
    operations: [new CreateModel("ContentType", new Map(fields), options)],
  });
}
