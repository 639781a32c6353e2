/** A query of `pg` that keeps rows as arrays, and turns as little text into values as our fields ask for. */

import type { Row } from "./backend.ts";

/** What we use of a `pg` client. */
export interface PgClient {
  readonly connection: {
    readonly stream: { cork(): void; uncork(): void; destroy(): void };
    /** What has been prepared, by name. */
    readonly parsedStatements: Record<string, string | undefined>;
  };
  connect(): Promise<unknown>;
  query(query: PgQuery): unknown;
  end(): Promise<void>;
  on(event: string, listener: (error: Error) => void): unknown;
  /** `I` outside of transactions, `T` inside one, `E` inside one that has failed; null before the first answer. */
  getTransactionStatus(): string | null;
}

/** A query as `pg` drives it. */
export interface PgQuery {
  submit(connection: unknown): Error | null;
}

/** What we use of the package `pg`. */
export interface PgModule {
  Client: new (options: Record<string, unknown>) => PgClient;
  Query: new (options: Record<string, unknown>) => PgQuery;
}

/** What came back. */
export interface PgResult {
  rows: Row[];
  /** The names of the columns, among other things. */
  fields: readonly { name: string }[];
  /** The command as the server names it: `"INSERT"`, `"COMMIT"`. */
  command: string;
  /** Number of rows given or changed. */
  count: number;
}

/** Makes a query that calls `done` once, with an error or a result. */
export type MakeQuery = (
  text: string,
  values: unknown[],
  name: string | undefined,
  done: (error: unknown, result: PgResult) => void,
) => PgQuery;

const makers = new WeakMap<PgModule, MakeQuery>();

/** Gives what makes queries for this copy of `pg`. */
export function queryMaker(module: PgModule): MakeQuery {
  let made = makers.get(module);
  if (made === undefined) makers.set(module, (made = makerFor(module)));
  return made;
}

function makerFor({ Query }: PgModule): MakeQuery {
  /** Overrides what the client calls as the server's messages come in. */
  class RowsQuery extends Query {
    readonly result: PgResult = { rows: [], fields: [], command: "", count: 0 };
    readonly done: (error: unknown, result: PgResult) => void;
    parsers: readonly (Parser | undefined)[] = [];

    constructor(
      options: Record<string, unknown>,
      done: (error: unknown, result: PgResult) => void,
    ) {
      super(options);
      this.done = done;
    }

    handleRowDescription({ fields }: { fields: { dataTypeID: number; name: string }[] }): void {
      this.result.fields = fields;
      this.parsers = fields.map(({ dataTypeID }) => PARSERS[dataTypeID]);
    }

    /** The message's own array becomes the row. */
    handleDataRow({ fields }: { fields: Row }): void {
      const { parsers } = this;
      for (let index = 0; index < parsers.length; index++) {
        const parse = parsers[index];
        if (parse === undefined) continue;
        const text = fields[index];
        if (text !== null) fields[index] = parse(text as string);
      }
      this.result.rows.push(fields);
    }

    handleCommandComplete({ text }: { text: string }): void {
      const { result } = this;
      const space = text.indexOf(" ");
      result.command = space < 0 ? text : text.slice(0, space);
      // "INSERT 0 3", "UPDATE 3", "CREATE TABLE"
      const count = Number(text.slice(text.lastIndexOf(" ") + 1));
      result.count = Number.isNaN(count) ? 0 : count;
    }

    handleReadyForQuery(): void {
      this.done(undefined, this.result);
    }

    handleError(error: unknown): void {
      this.done(error, this.result);
    }
  }
  return (text, values, name, done) => {
    const options = { text, values, ...(name !== undefined && { name }), callback: ignore };
    return new RowsQuery(options, done);
  };
}

/** Keeps the client from waiting for listeners. */
function ignore(): void {}

type Parser = (text: string) => unknown;

/** Types by their OID in `pg_type`; what is not here stays text. */
const PARSERS: Record<number, Parser | undefined> = {
  16: (text) => text === "t",
  17: bytes,
  20: wholeNumber,
  21: Number,
  23: Number,
  26: Number,
  700: Number,
  701: Number,
};

function wholeNumber(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** `\x00ff` to bytes. */
function bytes(text: string): Uint8Array {
  // Not a view of Node's shared pool of memory: whoever holds the row would hold the pool.
  return new Uint8Array(Buffer.from(text.slice(2), "hex"));
}
