/** `flagon squashmigrations`, `optimizemigration` and `rebasemigration`: what is done to the files of migrations. */

import { command } from "../../app/command.ts";

/** Puts several migrations into one. */
export const squashmigrations = command("squashmigrations", {
  help: "Puts the migrations of a blueprint up to one, or from one to another, into one that stands for them.",
  arguments: {
    label: { help: "the blueprint" },
    first: { help: "the first one; the last one where no other is named" },
    last: { default: "", help: "the last one" },
  },
  options: {
    squashedName: { help: "The name behind the number." },
    optimize: {
      type: "boolean",
      default: true,
      help: "Puts operations together; --no-optimize does not.",
    },
  },
  run: async (values, context) =>
    (await import("../migrating/squashing.ts")).squash(values, context),
});

/** Puts the operations of a migration together. */
export const optimizemigration = command("optimizemigration", {
  help: "Puts the operations of a migration together where fewer do the same.",
  arguments: {
    label: { help: "the blueprint" },
    name: { help: "the migration, or the beginning of its name" },
  },
  options: {
    check: { type: "boolean", help: "Writes nothing; exit code 1 where fewer would do." },
  },
  run: async (values, context) =>
    (await import("../migrating/squashing.ts")).optimizeMigration(values, context),
});

/** Puts one branch's migrations behind the other's. */
export const rebasemigration = command("rebasemigration", {
  help: "Where two branches have added migrations: gives those of one numbers behind the other's, and lets them follow.",
  arguments: {
    label: { help: "the blueprint" },
    name: {
      default: "",
      help: "the last migration of the branch that moves; in the middle of a merge git knows it",
    },
  },
  run: async (values, context) =>
    (await import("../migrating/rebasing.ts")).rebase(values, context),
});
