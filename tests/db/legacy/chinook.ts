/** The well-known tables of Chinook, a shop of music: names with capitals, keys to itself and of two columns. */

import type { DatabaseKind } from "../../../src/db/backends/backend.ts";

interface Words {
  quote(name: string): string;
  text(length: number): string;
  moment: string;
  counting: string;
}

const WORDS: Record<DatabaseKind, Words> = {
  sqlite: {
    quote: (name) => `[${name}]`,
    text: (length) => `NVARCHAR(${length})`,
    moment: "DATETIME",
    counting: "INTEGER",
  },
  postgres: {
    quote: (name) => `"${name}"`,
    text: (length) => `VARCHAR(${length})`,
    moment: "TIMESTAMP",
    counting: "INT",
  },
  mysql: {
    quote: (name) => `\`${name}\``,
    text: (length) => `VARCHAR(${length})`,
    moment: "DATETIME",
    counting: "INTEGER",
  },
};

/** The tables: columns by name, `?` behind the type for those that may be NULL, `>` before what they refer to. */
const TABLES: Record<string, Record<string, string>> = {
  Artist: { ArtistId: "count", Name: "120?" },
  Album: { AlbumId: "count", Title: "160", ArtistId: "int >Artist" },
  Employee: {
    EmployeeId: "count",
    LastName: "20",
    FirstName: "20",
    Title: "30?",
    ReportsTo: "int? >Employee(EmployeeId)",
    BirthDate: "moment?",
    HireDate: "moment?",
    Address: "70?",
    City: "40?",
    State: "40?",
    Country: "40?",
    PostalCode: "10?",
    Phone: "24?",
    Fax: "24?",
    Email: "60?",
  },
  Customer: {
    CustomerId: "count",
    FirstName: "40",
    LastName: "20",
    Company: "80?",
    Address: "70?",
    City: "40?",
    State: "40?",
    Country: "40?",
    PostalCode: "10?",
    Phone: "24?",
    Fax: "24?",
    Email: "60",
    SupportRepId: "int? >Employee(EmployeeId)",
  },
  Genre: { GenreId: "count", Name: "120?" },
  Invoice: {
    InvoiceId: "count",
    CustomerId: "int >Customer",
    InvoiceDate: "moment",
    BillingAddress: "70?",
    BillingCity: "40?",
    BillingState: "40?",
    BillingCountry: "40?",
    BillingPostalCode: "10?",
    Total: "money",
  },
  MediaType: { MediaTypeId: "count", Name: "120?" },
  Track: {
    TrackId: "count",
    Name: "200",
    AlbumId: "int? >Album",
    MediaTypeId: "int >MediaType",
    GenreId: "int? >Genre",
    Composer: "220?",
    Milliseconds: "int",
    Bytes: "int?",
    UnitPrice: "money",
  },
  InvoiceLine: {
    InvoiceLineId: "count",
    InvoiceId: "int >Invoice",
    TrackId: "int >Track",
    UnitPrice: "money",
    Quantity: "int",
  },
  Playlist: { PlaylistId: "count", Name: "120?" },
  PlaylistTrack: { PlaylistId: "int >Playlist", TrackId: "int >Track" },
};

/** The names of the tables. */
export const CHINOOK = Object.keys(TABLES);

/** The statements that make the tables, with indexes of the foreign keys. */
export function chinook(kind: DatabaseKind): string[] {
  const { quote } = WORDS[kind];
  return CHINOOK.flatMap((table) => {
    const columns = Object.entries(TABLES[table]!);
    const definitions = columns.map(([name, type]) => `${quote(name)} ${typeOf(type, kind)}`);
    const own = columns.filter(([, type]) => type === "count").map(([name]) => name);
    const key = own.length === 1 ? own : columns.map(([name]) => name);
    const references = columns.filter(([, type]) => type.includes(">"));
    const keys = references.map(([name, type]) => {
      const [, to, toColumn] = />(\w+)(?:\((\w+)\))?/.exec(type)!;
      return `FOREIGN KEY (${quote(name)}) REFERENCES ${quote(to!)} (${quote(toColumn ?? name)}) ON DELETE NO ACTION ON UPDATE NO ACTION`;
    });
    const parts = [
      ...definitions,
      `CONSTRAINT ${quote(`PK_${table}`)} PRIMARY KEY (${key.map(quote).join(", ")})`,
      ...keys,
    ];
    return [
      `CREATE TABLE ${quote(table)} (${parts.join(", ")})`,
      ...references.map(
        ([name]) =>
          `CREATE INDEX ${quote(`IFK_${table}${name}`)} ON ${quote(table)} (${quote(name)})`,
      ),
    ];
  });
}

function typeOf(type: string, kind: DatabaseKind): string {
  const [, base, nullable] = /^(\w+)(\?)?/.exec(type)!;
  const { text, moment, counting } = WORDS[kind];
  const known: Record<string, string> = {
    count: counting,
    int: kind === "postgres" ? "INT" : "INTEGER",
    moment,
    money: "NUMERIC(10,2)",
  };
  return `${known[base!] ?? text(Number(base))}${nullable === undefined ? " NOT NULL" : ""}`;
}
