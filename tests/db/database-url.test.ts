/** The way to a database as one text. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parseDatabaseUrl, withoutPassword } from "../../src/db/database-url.ts";
import { openDatabases } from "../../src/db/connections.ts";

describe("the URL of a database", () => {
  const readable: [url: string, settings: object][] = [
    ["sqlite:///site.db", { path: "site.db" }],
    ["sqlite:///data/site.db", { path: "data/site.db" }],
    ["sqlite:////var/lib/site.db", { path: "/var/lib/site.db" }],
    ["sqlite3:///my%20site.db", { path: "my site.db" }],
    ["sqlite::memory:", { path: ":memory:" }],
    ["sqlite://:memory:", { path: ":memory:" }],
    ["sqlite:///:memory:", { path: ":memory:" }],
    ["sqlite://", { path: ":memory:" }],
    ["sqlite:///a.db?mode=ro", { path: "a.db", readOnly: true }],
    [
      "sqlite:///a.db?journalMode=delete&busyTimeoutMs=100&foreignKeys=off",
      { path: "a.db", journalMode: "delete", busyTimeoutMs: 100, foreignKeys: false },
    ],
    ["postgres://localhost/site", { host: "localhost", database: "site" }],
    [
      "postgresql://ann:secret@db.example:5433/site",
      { user: "ann", password: "secret", host: "db.example", port: 5433, database: "site" },
    ],
    [
      "postgres://ann%40home:p%40s%3As%2F%23@db/my%20site",
      { user: "ann@home", password: "p@s:s/#", host: "db", database: "my site" },
    ],
    [
      "postgres://ann:p@ss:word@db/site",
      { user: "ann", password: "p@ss:word", host: "db", database: "site" },
    ],
    [
      "postgres://ann@/site?host=/run/postgresql",
      { user: "ann", database: "site", host: "/run/postgresql" },
    ],
    ["postgres:///site?host=/run/postgresql", { database: "site", host: "/run/postgresql" }],
    ["postgres://%2Frun%2Fpostgresql/site", { host: "/run/postgresql", database: "site" }],
    ["postgres://[::1]:5432/site", { host: "::1", port: 5432, database: "site" }],
    ["postgres://db", { host: "db" }],
    ["postgres://db/site?sslmode=disable", { host: "db", database: "site", ssl: false }],
    [
      "postgres://db/site?sslmode=require",
      { host: "db", database: "site", ssl: { rejectUnauthorized: false } },
    ],
    ["postgres://db/site?sslmode=verify-full", { host: "db", database: "site", ssl: {} }],
    [
      "postgres://db/site?sslmode=require&sslrootcert=system",
      { host: "db", database: "site", ssl: { rejectUnauthorized: true } },
    ],
    [
      "postgres://db/site?search_path=shop,public&timezone=Asia/Tokyo&application_name=kiosk",
      {
        host: "db",
        database: "site",
        applicationName: "kiosk",
        session: { search_path: "shop,public", TimeZone: "Asia/Tokyo" },
      },
    ],
    [
      "postgres://db/site?max=20&prepare=false&statementTimeoutMs=0",
      { host: "db", database: "site", max: 20, prepare: false, statementTimeoutMs: 0 },
    ],
    [
      "mysql://root@127.0.0.1:3306/test?charset=latin1",
      { user: "root", host: "127.0.0.1", port: 3306, database: "test", charset: "latin1" },
    ],
    [
      "mariadb:///site?unix_socket=/run/mysqld/mysqld.sock",
      { database: "site", host: "/run/mysqld/mysqld.sock" },
    ],
  ];
  for (const [url, settings] of readable)
    it(`reads ${url}`, () => {
      const { kind, ...found } = parseDatabaseUrl(url);
      assert.deepEqual(found, settings);
      assert.equal(kind, { s: "sqlite", p: "postgres", m: "mysql" }[url[0] as "s" | "p" | "m"]);
    });

  const broken: [url: string, code: string, mend: RegExp][] = [
    ["", "db.bad-url", /sqlite:\/\/\//],
    ["oracle://db/site", "db.bad-url", /postgres:/],
    ["site.db", "db.bad-url", /sqlite:\/\/\//],
    ["postgres://db:port/site", "db.bad-url", /percent-encode/],
    ["postgres://db/site?max=many", "db.bad-url", /./],
    ["postgres://db/site?prepare=perhaps", "db.bad-url", /./],
    ["postgres://db/site?sslmode=prefer", "db.bad-url", /./],
    ["postgres://db/%zz", "db.bad-url", /./],
    ["postgres://db/site?sslrootcert=/no/such/file", "db.bad-url", /./],
    ["sqlite:///a.db?mode=rx", "db.bad-url", /./],
    ["sqlite:///a.db?journalMode=wall", "db.bad-url", /./],
    ["postgres://db/site?maxx=3", "db.unknown-setting", /Did you mean "max"/],
    ["postgres://db/site?sslmod=require", "db.unknown-setting", /Did you mean "sslmode"/],
    ["postgres://db/site?ssl=true", "db.unknown-setting", /./],
    ["sqlite:///a.db?max=3", "db.unknown-setting", /./],
    ["sqlite:///a.db?__proto__=3", "db.unknown-setting", /./],
  ];
  for (const [url, code, mend] of broken)
    it(`refuses ${url === "" ? "nothing" : url}`, () =>
      assert.throws(() => parseDatabaseUrl(url), { code, mend }));

  it("is never shown with its password", () => {
    const shown: [url: string, text: string][] = [
      ["postgres://ann:hush@db/site", "postgres://ann:***@db/site"],
      ["postgres://ann:hu@sh:x@db/site?max=1", "postgres://ann:***@db/site?max=1"],
      [
        "mysql://db/site?user=ann&password=hush&max=1",
        "mysql://db/site?user=ann&password=***&max=1",
      ],
      ["postgres://ann:hu/sh@db/site", "postgres://ann:***@db/site"],
      ["sqlite:///a.db", "sqlite:///a.db"],
    ];
    for (const [url, text] of shown) assert.equal(withoutPassword(url), text);
    for (const url of [
      "postgres://ann:hush@db:x/site",
      "postgres://ann:hush@db/site?oops=1",
      "postgres://ann:hu#sh@db/site",
    ])
      assert.throws(
        () => parseDatabaseUrl(url),
        (error: Error) => !error.message.includes("hush") && !error.message.includes("hu#"),
      );
  });

  it("may name files with certificates", () => {
    const folder = mkdtempSync(join(tmpdir(), "flagon-tls-"));
    writeFileSync(join(folder, "root.pem"), "ROOT");
    const found = parseDatabaseUrl(
      `postgres://db/site?sslrootcert=${folder}/root.pem&sslmode=verify-ca`,
    );
    const { ssl } = found as unknown as { ssl: { ca: string; checkServerIdentity(): unknown } };
    assert.deepEqual([ssl.ca, ssl.checkServerIdentity()], ["ROOT", undefined]);
    rmSync(folder, { recursive: true });
  });
});

describe("the settings of a database", () => {
  it("may add to a URL, or stand alone", async () => {
    const databases = openDatabases({
      default: { url: "sqlite:///x.db", path: ":memory:" },
      other: { kind: "sqlite", path: ":memory:" },
    });
    assert.deepEqual(databases.aliases, ["default", "other"]);
    await databases.close();
  });

  it("with a name that there is not are refused with the near one", () => {
    const settings = { kind: "sqlite", path: ":memory:", jornalMode: "wal" } as const;
    assert.throws(() => openDatabases({ default: settings }), {
      code: "db.unknown-setting",
      mend: /journalMode/,
    });
    const kind = { kind: "postgre", host: "db" } as never;
    assert.throws(() => openDatabases({ default: kind }), {
      code: "db.unknown-setting",
      mend: /postgres/,
    });
  });
});
