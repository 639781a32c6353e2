/** The contract with other libraries: ours is one of them, and theirs are asked alike. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
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
import { tryLibrary } from "../support/schema-library.ts";

tryLibrary("Flagon", object({ items: array(object({ price: integer({ min: 0 }) })) }));
tryLibrary("Zod", z.object({ items: z.array(z.object({ price: z.int().min(0) })) }));

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
  });
});

describe("what is no schema", () => {
  it("is not taken for one", () => {
    for (const value of [null, undefined, 1, {}, () => 1, { "~standard": { version: 2 } }]) {
      assert.equal(isStandardSchema(value), false);
    }
  });
});
