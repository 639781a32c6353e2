/** The words in which states of models are written here: those of the migration suite, which Django can be given, too. */

/** A field or a relation of a model. */
export type Part = Record<string, unknown>;

/** A model of a state. */
export interface ModelOf {
  name: string;
  fields: Part[];
  many_to_many: Part[];
  [option: string]: unknown;
}

/** All models of a state, by blueprint. */
export interface State {
  apps: Record<string, { default_auto_field: string; models: ModelOf[] }>;
}

/** Rows by table. */
export type Rows = Record<string, Record<string, unknown>[]>;

/** One change of the models. */
export interface SeriesStep {
  state: State;
  /** What the questions are answered with; what is not listed was not renamed. */
  answers?: Record<string, unknown>;
  /** Migrations by hand. */
  manual?: object[];
  /** The rows that tables have once the migration has run. */
  rows?: Rows;
  /** Rows to insert behind it. */
  seed?: Rows;
  /** The code of the error that it is refused with, on all databases. */
  refused?: string;
  /** What going back is refused with: values that are gone cannot come again. */
  backRefused?: string;
}

/** Changes one after the other. */
export interface Series {
  what: string;
  /** Whether it is walked on database servers, too: they take their time to change tables. */
  everywhere?: boolean;
  steps: SeriesStep[];
  /** Columns that keep the type that they were made with, where a fresh database has another. */
  kept?: string[];
}

const classOf = (type: string): string => (type === "ForeignKey" ? type : `${type}Field`);

/** A field of a class of Django's, without the `Field` behind it. */
export const field = (name: string, type: string, options: Part = {}): Part => ({
  name,
  type: classOf(type),
  ...options,
});

/** A text of at most 50 characters. */
export const char = (name: string, options: Part = {}): Part =>
  field(name, "Char", { max_length: 50, ...options });

/** A whole number. */
export const integer = (name: string, options: Part = {}): Part => field(name, "Integer", options);

/** A relation to one other model. */
export const key = (name: string, to: string, options: Part = {}): Part =>
  field(name, "ForeignKey", { to, on_delete: "CASCADE", ...options });

/** A relation of one row to one other. */
export const oneToOne = (name: string, to: string, options: Part = {}): Part =>
  field(name, "OneToOne", { to, on_delete: "CASCADE", ...options });

/** A many-to-many relation. */
export const many = (name: string, to: string, options: Part = {}): Part => ({
  name,
  to,
  ...options,
});

/** A model. */
export const model = (name: string, fields: Part[], options: Part = {}): ModelOf => ({
  name,
  fields,
  many_to_many: [],
  ...options,
});

/** A state of two blueprints. */
export function stateOf(catalog: ModelOf[], sales: ModelOf[] = [], auto = "AutoField"): State {
  const own = { default_auto_field: auto };
  return { apps: { catalog: { ...own, models: catalog }, sales: { ...own, models: sales } } };
}

/** A default. */
export const value = (given: unknown): Part => ({ default: { value: given } });
