/** `flagon dbshell`: the database's own prompt. */

import { command } from "../../app/command.ts";

export const dbshell = command("dbshell", {
  help: "Opens sqlite3, psql, or mariadb (mysql) on the configured database. What follows `--` goes to it.",
  arguments: { words: { multiple: true, required: false, help: "Words for the program." } },
  options: { database: { help: "The alias of the database." } },
  run: async (values) => (await import("../data/prompt.ts")).openPrompt(values),
});
