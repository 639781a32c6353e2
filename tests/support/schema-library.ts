/** What Flagon expects of a schema of any library that follows Standard Schema. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  isStandardSchema,
  type StandardSchema,
  validateStandard,
} from "../../src/validation/index.ts";

/** Tries a schema that takes `{ items: [{ price }] }`, where a price is a whole number that is not negative. */
export function tryLibrary(library: string, schema: StandardSchema): void {
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
