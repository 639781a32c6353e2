/** Rows hold what their types promise, whatever form a value was given in. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTables, Decimal, f, model } from "../../src/db/index.ts";
import { withHome } from "./homes.ts";

class Entry extends model(
  {
    day: f.date(),
    price: f.decimal({ maxDigits: 6, decimalPlaces: 2 }),
    token: f.uuid({ unique: true }),
  },
  { table: "entry" },
) {}
class Note extends model(
  { entry: f.foreignKey(Entry, { onDelete: "cascade", toField: "token" }) },
  { table: "note" },
) {}

const given = { day: "2026-01-31", price: "1.5", token: "0B5B1E5C7E5F4F1B9B0A0123456789AB" };
const TOKEN = "0b5b1e5c-7e5f-4f1b-9b0a-0123456789ab";

function assertHeld(row: Entry): void {
  assert.ok(row.day instanceof Temporal.PlainDate);
  assert.ok(row.price instanceof Decimal);
  assert.equal(row.token, TOKEN);
}

describe("a row given values in other forms", () => {
  it("holds its own once it is made, created, or written with others", async () => {
    await withHome("sqlite", async () => {
      await createTables(Entry, Note);
      assertHeld(new Entry(given));
      assertHeld(await Entry.create(given));
      const other = { ...given, token: "0b5b1e5c7e5f4f1b9b0a0123456789ac" };
      const [made] = await Entry.bulkCreate([new Entry(other)]);
      assert.ok(made!.day instanceof Temporal.PlainDate);
      const note = await Note.create({ entryId: given.token });
      assert.equal(note.entryId, TOKEN);
      assert.equal((await note.entry).token, TOKEN);
    });
  });

  it("keeps rubbish for fullClean() to refuse", async () => {
    const row = new Entry({ ...given, day: "tomorrow" as "2026-01-31" });
    await withHome("sqlite", async () => {
      await createTables(Entry);
      await assert.rejects(row.fullClean(), { name: "ValidationError", message: /^day: / });
    });
  });
});
