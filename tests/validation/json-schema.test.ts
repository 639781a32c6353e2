/** Schemas written as JSON Schema. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Schema,
  array,
  choice,
  discriminatedUnion,
  email,
  integer,
  lazy,
  literal,
  number,
  object,
  record,
  string,
  tuple,
} from "../../src/validation/index.ts";

const target = "draft-2020-12";
const input = (schema: Schema<unknown, unknown>) =>
  schema["~standard"].jsonSchema.input({ target });
const output = (schema: Schema<unknown, unknown>) =>
  schema["~standard"].jsonSchema.output({ target });

describe("the JSON Schema of", () => {
  it("an object has its constraints, words and required keys", () => {
    const schema = object(
      {
        title: string({ minLength: 1, maxLength: 200 }).meta({ description: "Shown first." }),
        status: choice(["draft", "live"]).default("draft"),
        rating: number({ min: 0, lessThan: 5, step: 0.5 }).nullable(),
        mail: email()
          .optional()
          .meta({ deprecated: true, examples: ["a@b.co"] }),
        count: integer().alias("number"),
      },
      { extras: "forbid" },
    );
    const properties = {
      title: { type: "string", minLength: 1, maxLength: 200, description: "Shown first." },
      status: { type: "string", enum: ["draft", "live"], default: "draft" },
      rating: { type: ["number", "null"], minimum: 0, exclusiveMaximum: 5, multipleOf: 0.5 },
      mail: { type: "string", format: "email", deprecated: true, examples: ["a@b.co"] },
    };
    assert.deepEqual(input(schema), {
      type: "object",
      properties: { ...properties, number: { type: "integer" } },
      required: ["title", "rating", "number"],
      additionalProperties: false,
    });
    assert.deepEqual(output(schema), {
      type: "object",
      properties: { ...properties, count: { type: "integer" } },
      required: ["title", "status", "rating", "count"],
      additionalProperties: false,
    });
  });

  it("collections and unions says what is inside", () => {
    assert.deepEqual(input(tuple([string(), array(integer(), { maxItems: 2, unique: true })])), {
      type: "array",
      prefixItems: [
        { type: "string" },
        { type: "array", items: { type: "integer" }, maxItems: 2, uniqueItems: true },
      ],
      minItems: 2,
      maxItems: 2,
    });
    assert.deepEqual(input(record(integer())), {
      type: "object",
      additionalProperties: { type: "integer" },
    });
    const union = discriminatedUnion("kind", [object({ kind: literal("cat") })]);
    assert.deepEqual(input(union), {
      oneOf: [{ type: "object", properties: { kind: { const: "cat" } }, required: ["kind"] }],
      discriminator: { propertyName: "kind" },
    });
  });

  it("a schema with an id is written once and referred to", () => {
    const Author = object({ name: string() }).meta({ id: "Author" });
    assert.deepEqual(input(object({ first: Author, second: Author.nullable() })), {
      type: "object",
      properties: {
        first: { $ref: "#/$defs/Author" },
        second: { anyOf: [{ $ref: "#/$defs/Author" }, { type: "null" }] },
      },
      required: ["first", "second"],
      $defs: {
        Author: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
      },
    });
  });

  it("a schema that contains itself ends", () => {
    interface Comment {
      replies: Comment[];
    }
    const Comment: Schema<Comment> = object({ replies: array(lazy(() => Comment)) });
    assert.deepEqual(input(array(Comment)), {
      type: "array",
      items: {
        type: "object",
        properties: { replies: { type: "array", items: { $ref: "#/$defs/Recursive" } } },
        required: ["replies"],
      },
      $defs: {
        Recursive: {
          type: "object",
          properties: { replies: { type: "array", items: { $ref: "#/$defs/Recursive" } } },
          required: ["replies"],
        },
      },
    });
  });

  it("a transform is known on the way in alone", () => {
    const schema = string().transform((text) => text.length);
    assert.deepEqual([input(schema), output(schema)], [{ type: "string" }, {}]);
  });

  it("a target that there is not is refused", () => {
    assert.throws(() => string()["~standard"].jsonSchema.input({ target: "draft-03" }), {
      code: "validation.json-schema-target",
    });
    assert.deepEqual(string().nullable()["~standard"].jsonSchema.input({ target: "openapi-3.0" }), {
      type: "string",
      nullable: true,
    });
  });
});
