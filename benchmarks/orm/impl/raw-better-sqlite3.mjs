import Database from "better-sqlite3";
import { makeSqlite } from "../lib/sqlite-raw.mjs";
export async function open({ file, variant }) {
  const db = new Database(file);
  db.pragma("journal_mode=WAL");
  db.pragma("synchronous=NORMAL");
  db.pragma("foreign_keys=ON");
  return makeSqlite(
    { prep: (s) => db.prepare(s), exec: (s) => db.exec(s), close: () => db.close() },
    variant,
  );
}
