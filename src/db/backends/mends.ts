/** What to do where a statement finds the schema behind the models: the same on each kind of database. */

/** For a table that is not there. */
export const MISSING_TABLE =
  "Make the tables first: `flagon migrate`, after `flagon makemigrations` where the models are new. A script without migrations calls createTables().";

/** For a column that is not there. */
export const MISSING_COLUMN =
  "The table is behind the models, or a name in SQL of your own is wrong: `flagon makemigrations` writes what has changed, `flagon migrate` runs it.";
