/** Parts of keys: as they are written, however a database keeps them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTables, f, model } from "../../src/db/index.ts";
import { withHome } from "./homes.ts";
import { WRITTEN } from "./tables.ts";

class Ticket extends model({ token: f.uuid() }, { table: "ticket" }) {}

const TOKEN = "0b5b1e5c-7e5f-4f1b-9b0a-0123456789ac";

for (const kind of WRITTEN) {
  describe(`parts of a UUID on ${kind}`, () => {
    it("are found with their dashes, and capitals where these do not count", () =>
      withHome(kind, async () => {
        await createTables(Ticket);
        await Ticket.create({ token: TOKEN });
        const found = [
          await Ticket.filter({ token__icontains: "5C-7E5F-4" }).count(),
          await Ticket.filter({ token__startswith: "0b5b1e5c-7" }).count(),
          await Ticket.filter({ token__iexact: TOKEN.toUpperCase() }).count(),
          await Ticket.filter({ token__endswith: "0123456789ac" }).count(),
          await Ticket.filter({ token__contains: "-ffff-" }).count(),
        ];
        assert.deepEqual(found, [1, 1, 1, 1, 0]);
      }));
  });
}
