/** The site's data: the elements and the visitors' notes, in one SQLite file that is made at the first start. */

import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** One element. */
export interface Element {
  number: number;
  symbol: string;
  name: string;
  mass: number;
  /** The column, 1 to 18; 0 for those that stand below the table. */
  column: number;
  period: number;
  category: string;
  /** The year of discovery; null for those known since antiquity. */
  year: number | null;
}

/** A note that a visitor left. */
export interface Note {
  id: number;
  author: string;
  text: string;
  at: string;
}

/** Knows the elements and keeps the notes. */
export class Elements {
  readonly #db: DatabaseSync;

  /** @param path of the database file; `:memory:` for tests */
  constructor(path: string) {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
    this.#db = new DatabaseSync(path);
    this.#db.exec("PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000");
    this.#create();
  }

  all(): Element[] {
    return this.#db.prepare("SELECT * FROM element ORDER BY number").all() as unknown as Element[];
  }

  find(symbol: string): Element | undefined {
    return this.#db.prepare("SELECT * FROM element WHERE symbol = ?").get(symbol) as
      | Element
      | undefined;
  }

  byNumber(number: number): Element | undefined {
    return this.#db.prepare("SELECT * FROM element WHERE number = ?").get(number) as
      | Element
      | undefined;
  }

  search(text: string): Element[] {
    const like = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
    const sql =
      "SELECT * FROM element WHERE name LIKE ?1 ESCAPE '\\' OR symbol = ?2 COLLATE NOCASE OR category LIKE ?1 ESCAPE '\\' ORDER BY number";
    return this.#db.prepare(sql).all(like, text) as unknown as Element[];
  }

  notes(symbol: string): Note[] {
    const sql = "SELECT id, author, text, at FROM note WHERE symbol = ? ORDER BY id DESC LIMIT 50";
    return this.#db.prepare(sql).all(symbol) as unknown as Note[];
  }

  addNote(symbol: string, note: { author: string; text: string }): void {
    const sql = "INSERT INTO note (symbol, author, text, at) VALUES (?, ?, ?, ?)";
    this.#db.prepare(sql).run(symbol, note.author, note.text, new Date().toISOString());
  }

  close(): void {
    this.#db.close();
  }

  #create(): void {
    this.#db
      .exec(`CREATE TABLE IF NOT EXISTS element (number INTEGER PRIMARY KEY, symbol TEXT UNIQUE, name TEXT, mass REAL,
      "column" INTEGER, period INTEGER, category TEXT, year INTEGER);
      CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, symbol TEXT, author TEXT, text TEXT, at TEXT)`);
    const { count } = this.#db.prepare("SELECT count(*) AS count FROM element").get() as {
      count: number;
    };
    if (count > 0) return;
    const insert = this.#db.prepare(
      "INSERT OR IGNORE INTO element VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    );
    for (const line of readFileSync(join(import.meta.dirname, "elements.tsv"), "utf8")
      .trimEnd()
      .split("\n")) {
      const [number, symbol, name, mass, column, period, category, year] = line.split(
        "\t",
      ) as string[];
      insert.run(
        Number(number),
        symbol!,
        name!,
        Number(mass),
        Number(column),
        Number(period),
        category!,
        year ? Number(year) : null,
      );
    }
  }
}
