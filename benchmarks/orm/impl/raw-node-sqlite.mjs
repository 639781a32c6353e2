// Floor: node:sqlite, prepared statements, no conversion of booleans or dates.
// variant "hand": the same with a hand-written typed hydrator (class instance, boolean, Date) = what a perfect ORM must do.
import { DatabaseSync } from "node:sqlite";
import { makeSqlite } from "../lib/sqlite-raw.mjs";
export async function open({ file, variant }) {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON");
  return makeSqlite(
    { prep: (s) => db.prepare(s), exec: (s) => db.exec(s), close: () => db.close() },
    variant,
  );
}
