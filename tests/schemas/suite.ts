/** Schemas of Valibot and ArkType in Flagon; those of Zod are tried in the package's own tests. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type } from "arktype";
import { Flagon } from "../../src/index.ts";
import * as valibot from "valibot";
import { listProperties } from "../../src/validation/index.ts";
import { tryLibrary } from "../support/schema-library.ts";

const Valibot = valibot.object({
  items: valibot.array(
    valibot.object({
      price: valibot.pipe(valibot.number(), valibot.integer(), valibot.minValue(0)),
    }),
  ),
});
const ArkType = type({ items: type({ price: "number.integer >= 0" }).array() });

tryLibrary("Valibot", Valibot);
tryLibrary("ArkType", ArkType);

describe("a library that cannot describe its schemas", () => {
  it("leaves unknown which properties are lists", () =>
    assert.equal(listProperties(Valibot), undefined));
});

describe("a view", () => {
  const app = new Flagon();
  app.post("/valibot", { body: Valibot }, (_request, { body }) => body.items[0]!.price + 1);
  app.post("/arktype", { body: ArkType }, (_request, { body }) => body.items[0]!.price + 1);

  for (const path of ["/valibot", "/arktype"]) {
    const post = (body: unknown) =>
      app.fetch(
        new Request(`http://localhost${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      );

    it(`gets what the schema says, with its type (${path})`, async () => {
      const reply = await post({ items: [{ price: 4 }] });
      assert.equal(await reply.text(), "5");
    });

    it(`is spared what it refuses (${path})`, async () => {
      const reply = await post({ items: [{ price: 0.5 }] });
      assert.equal(reply.status, 422);
      const { errors } = (await reply.json()) as { errors: { path: string }[] };
      assert.equal(errors[0]!.path, "items.0.price");
    });
  }
});
