// The article of the post workload as a Flagon schema; the same rules as articleJsonSchema and zod.mjs.
import { array, boolean, integer, number, object, string } from "../../../dist/validation/index.js";

export const Article = object(
  {
    title: string({ minLength: 1, maxLength: 200 }),
    body: string({ minLength: 1, maxLength: 10_000 }),
    tags: array(string({ maxLength: 40 }), { maxItems: 20 }),
    author: object(
      { id: integer({ min: 1 }), name: string({ maxLength: 100 }), email: string({ pattern: /^[^@\s]+@[^@\s]+$/ }) },
      { extras: "forbid" },
    ),
    published: boolean(),
    rating: number({ min: 0, max: 5 }),
  },
  { extras: "forbid" },
);
