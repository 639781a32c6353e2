/** The same schema in every library: each entry gives a function that says whether a value is good. TypeBox's `Check` alone stops at the first fault. */

import { EMAIL } from "./article.mjs";

export const LIBRARIES = {
  flagon: { generatesCode: false, load: loadFlagon },
  valibot: { generatesCode: false, load: loadValibot },
  "zod (jitless)": { generatesCode: false, load: () => loadZod({ jitless: true }) },
  zod: { generatesCode: true, load: () => loadZod({ jitless: false }) },
  "arktype (jitless)": { generatesCode: false, load: () => loadArkType({ jitless: true }) },
  arktype: { generatesCode: true, load: () => loadArkType({ jitless: false }) },
  ajv: { generatesCode: true, load: loadAjv },
  typebox: { generatesCode: true, load: loadTypeBox },
};

async function loadFlagon() {
  const { array, boolean, integer, number, object, string } = await import("flagon/validation");
  const Author = object(
    {
      id: integer({ min: 1 }),
      name: string({ maxLength: 100 }),
      email: string({ pattern: EMAIL }),
    },
    { extras: "forbid" },
  );
  const Article = object(
    {
      title: string({ minLength: 1, maxLength: 200 }),
      body: string({ minLength: 1, maxLength: 10_000 }),
      tags: array(string({ maxLength: 40 }), { maxItems: 20 }),
      author: Author,
      published: boolean(),
      rating: number({ min: 0, max: 5 }),
    },
    { extras: "forbid" },
  );
  return (value) => Article.validate(value).issues === undefined;
}

async function loadValibot() {
  const v = await import("valibot");
  const Article = v.strictObject({
    title: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    body: v.pipe(v.string(), v.minLength(1), v.maxLength(10_000)),
    tags: v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(20)),
    author: v.strictObject({
      id: v.pipe(v.number(), v.integer(), v.minValue(1)),
      name: v.pipe(v.string(), v.maxLength(100)),
      email: v.pipe(v.string(), v.regex(EMAIL)),
    }),
    published: v.boolean(),
    rating: v.pipe(v.number(), v.minValue(0), v.maxValue(5)),
  });
  return (value) => v.safeParse(Article, value).success;
}

async function loadZod({ jitless }) {
  const { z } = await import("zod");
  z.config({ jitless });
  const Article = z.strictObject({
    title: z.string().min(1).max(200),
    body: z.string().min(1).max(10_000),
    tags: z.array(z.string().max(40)).max(20),
    author: z.strictObject({
      id: z.int().min(1),
      name: z.string().max(100),
      email: z.string().regex(EMAIL),
    }),
    published: z.boolean(),
    rating: z.number().min(0).max(5),
  });
  return (value) => Article.safeParse(value).success;
}

async function loadArkType({ jitless }) {
  const { configure } = await import("arktype/config");
  configure({ jitless });
  const { type } = await import("arktype");
  const Article = type({
    "+": "reject",
    title: "1 <= string <= 200",
    body: "1 <= string <= 10000",
    tags: "(string <= 40)[] <= 20",
    author: { "+": "reject", id: "number.integer >= 1", name: "string <= 100", email: EMAIL },
    published: "boolean",
    rating: "0 <= number <= 5",
  });
  return (value) => !(Article(value) instanceof type.errors);
}

async function loadAjv() {
  const { default: Ajv } = await import("ajv");
  return new Ajv({ allErrors: true }).compile(jsonSchema());
}

async function loadTypeBox() {
  const { Type } = await import("@sinclair/typebox");
  const { TypeCompiler } = await import("@sinclair/typebox/compiler");
  const checker = TypeCompiler.Compile(typeBoxArticle(Type));
  return (value) => checker.Check(value);
}

function typeBoxArticle(Type) {
  const strict = { additionalProperties: false };
  return Type.Object(
    {
      title: Type.String({ minLength: 1, maxLength: 200 }),
      body: Type.String({ minLength: 1, maxLength: 10_000 }),
      tags: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 }),
      author: Type.Object(
        {
          id: Type.Integer({ minimum: 1 }),
          name: Type.String({ maxLength: 100 }),
          email: Type.String({ pattern: EMAIL.source }),
        },
        strict,
      ),
      published: Type.Boolean(),
      rating: Type.Number({ minimum: 0, maximum: 5 }),
    },
    strict,
  );
}

function jsonSchema() {
  const text = (minLength, maxLength) => ({ type: "string", minLength, maxLength });
  const author = {
    type: "object",
    required: ["id", "name", "email"],
    additionalProperties: false,
    properties: {
      id: { type: "integer", minimum: 1 },
      name: text(0, 100),
      email: { type: "string", pattern: EMAIL.source },
    },
  };
  return {
    type: "object",
    required: ["title", "body", "tags", "author", "published", "rating"],
    additionalProperties: false,
    properties: {
      title: text(1, 200),
      body: text(1, 10_000),
      tags: { type: "array", maxItems: 20, items: text(0, 40) },
      author,
      published: { type: "boolean" },
      rating: { type: "number", minimum: 0, maximum: 5 },
    },
  };
}
