/** The contract with other libraries: ours is one of them, and theirs are asked alike. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type } from "arktype";
import * as valibot from "valibot";
import { z } from "zod";
import {
  type StandardSchema,
  array,
  integer,
  isStandardSchema,
  listProperties,
  object,
  string,
  validateStandard,
} from "../../src/validation/index.ts";

const item = { price: { min: 0 } };
const schemas: Record<string, StandardSchema> = {
  Flagon: object({ items: array(object({ price: integer({ min: 0 }) })) }),
  Zod: z.object({ items: z.array(z.object({ price: z.int().min(item.price.min) })) }),
  Valibot: valibot.object({
    items: valibot.array(
      valibot.object({
        price: valibot.pipe(valibot.number(), valibot.integer(), valibot.minValue(0)),
      }),
    ),
  }),
  ArkType: type({ items: type({ price: "number.integer >= 0" }).array() }),
};

for (const [library, schema] of Object.entries(schemas)) {
  describe(`a schema of ${library}`, () => {
    it("is known as one", () => assert.equal(isStandardSchema(schema), true));

    it("gives the value, at once", () => {
      const value = { items: [{ price: 1 }] };
      assert.deepEqual(validateStandard(schema, value), { value });
    });

    it("says faults with path, message and code", () => {
      const checked = validateStandard(schema, { items: [{ price: -1 }] });
      assert.ok(!(checked instanceof Promise));
      assert.equal(checked.issues?.length, 1);
      const [{ path, message, code }] = checked.issues as [
        { path: string; message: string; code: string },
      ];
      assert.equal(path, "items.0.price");
      assert.ok(message.length > 5);
      assert.match(code, /^[\w.]+$/);
    });
  });
}

describe("a schema of another library that has to wait", () => {
  it("is awaited", async () => {
    const schema = z.string().refine(async (name) => name !== "ann", "taken");
    const checked = validateStandard(schema, "ann");
    assert.ok(checked instanceof Promise);
    assert.deepEqual((await checked).issues, [{ path: "", message: "taken", code: "custom" }]);
  });
});

describe("reading text", () => {
  it("is asked of our own schemas through the contract", () => {
    const schema: StandardSchema = object({ n: integer() });
    assert.deepEqual(validateStandard(schema, { n: "1" }, { coerce: true }), { value: { n: 1 } });
    assert.deepEqual(validateStandard(z.object({ n: z.coerce.number() }), { n: "1" }), {
      value: { n: 1 },
    });
  });

  it("knows which properties are lists, where the schema can tell", () => {
    const ours = object({ tag: array(string()).default([]), n: integer().alias("number") });
    assert.deepEqual([...listProperties(ours)!], ["tag"]);
    assert.deepEqual(
      [...listProperties(z.object({ tag: z.array(z.string()), n: z.int() }))!],
      ["tag"],
    );
    assert.equal(listProperties(schemas["Valibot"]!), undefined);
  });
});

describe("what is no schema", () => {
  it("is not taken for one", () => {
    for (const value of [null, undefined, 1, {}, () => 1, { "~standard": { version: 2 } }]) {
      assert.equal(isStandardSchema(value), false);
    }
  });
});
