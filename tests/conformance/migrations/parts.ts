/** Fields, indexes and constraints that come, go and change together, with rows in the tables. */

import {
  char,
  field,
  integer,
  key,
  model,
  type ModelOf,
  type Part,
  type Series,
  stateOf,
  value,
} from "./states.ts";

const book = (options: Part = {}, pages = integer("pages")): ModelOf[] => [
  model(
    "Book",
    [char("title"), pages, char("language", { max_length: 2, ...value("en") })],
    options,
  ),
];
const bookRows = {
  catalog_book: [
    { id: 1, title: "A_b", pages: 10, language: "en" },
    { id: 2, title: "a%b", pages: 20, language: "de" },
  ],
};
const leaves = integer("leaves");
const index = (name: string, more: Part): Part => ({ name, ...more });
const condition = (name: string, lookup: string, given: unknown): Part => ({
  field: name,
  lookup,
  value: given,
});

const loose: readonly Part[] = [
  { type: "unique", name: "u", fields: ["title"], deferrable: "deferred" },
  {
    type: "check",
    name: "c",
    check: { or: [condition("title", "exact", "o'x"), condition("pages", "gt", 1)] },
  },
];

const plain = (more: Part[]): ModelOf[] => [model("T", [integer("n"), ...more])];
const two = { catalog_t: [1, 2].map((id) => ({ id, n: id })) };
const defaults: readonly (readonly [type: string, value: unknown, options?: Part])[] = [
  ["Decimal", { $dec: "1.500" }, { max_digits: 8, decimal_places: 3 }],
  ["DateTime", { $dt: "2020-01-02 03:04:05" }],
  ["JSON", { $json: { k: "o'x" } }],
  ["Boolean", true],
  ["Float", 1.5],
  ["Char", 'a\'b\\c\n"d"%', { max_length: 30 }],
  ["Text", "long\\ \"q\" 'x'\nnext"],
  ["Date", { $d: "2020-02-03" }],
  ["Binary", { $bin: "00ff" }],
  ["Duration", { $dur: 1500000 }],
  ["GenericIPAddress", "10.0.0.1"],
  ["Time", "10:11:12"],
];
const named = (type: string): string => `v_${type.toLowerCase()}`;
const given = defaults.map(([type, content, options]) =>
  field(named(type), type, { ...options, ...value(content) }),
);
const asked = defaults.map(([type, , options]) => field(named(type), type, options));
const answers = Object.fromEntries(
  defaults.map(([type, content]) => [`catalog.T.${named(type)}`, content]),
);
const author = model("Author", [char("name")]);
const byAuthor = (options: Part, more: Part = {}): ModelOf[] => [
  author,
  model("Book", [char("title"), key("author", "catalog.Author", options)], more),
];
const written = {
  catalog_author: [{ id: 1, name: "Ann" }],
  catalog_book: [{ id: 1, title: "x", author_id: 1 }],
};

/** Series of parts of models. */
export const partSeries: readonly Series[] = [
  {
    what: "indexes of every kind",
    steps: [
      { state: stateOf(book()), seed: bookRows },
      {
        state: stateOf(
          book({
            indexes: [
              index("b_some", {
                fields: ["pages"],
                condition: condition("language", "in", ["en"]),
              }),
              index("b_down", { fields: ["-pages", "title"] }),
            ],
          }),
        ),
        rows: bookRows,
      },
      {
        state: stateOf(
          book({
            indexes: [
              index("b_some", { expressions: [{ func: "Lower", args: [{ f: "title" }] }] }),
              index("b_more", { fields: ["pages"], include: ["title"] }),
            ],
          }),
        ),
      },
      { state: stateOf(book()), rows: bookRows },
    ],
  },
  {
    what: "constraints of every kind",
    steps: [
      { state: stateOf(book()), seed: bookRows },
      {
        state: stateOf(
          book({
            constraints: [
              {
                type: "unique",
                name: "u",
                fields: ["title"],
                condition: condition("pages", "gt", 5),
              },
              { type: "check", name: "c", check: { not: condition("pages", "gt", 1000) } },
            ],
          }),
        ),
        rows: bookRows,
      },
      {
        state: stateOf(
          book({
            constraints: loose,
          }),
        ),
        rows: bookRows,
      },
      {
        state: stateOf(
          book({
            constraints: [
              ...loose,
              { type: "check", name: "d", check: condition("pages", "gt", 15) },
            ],
          }),
        ),
        refused: "db.integrity",
      },
    ],
  },
  {
    what: "a field with another name in indexes and constraints, which goes at last",
    steps: [
      {
        state: stateOf(
          book({
            constraints: [{ type: "check", name: "c", check: condition("pages", "gte", 0) }],
            indexes: [index("i", { fields: ["pages"] })],
            unique_together: [["title", "pages"]],
          }),
        ),
        seed: bookRows,
      },
      {
        state: stateOf(
          book(
            {
              constraints: [{ type: "check", name: "c", check: condition("leaves", "gte", 0) }],
              indexes: [index("i", { fields: ["leaves"] })],
              unique_together: [["title", "leaves"]],
            },
            leaves,
          ),
        ),
        answers: { rename_field: ["catalog.Book.pages->leaves"] },
        rows: {
          catalog_book: bookRows.catalog_book.map(({ pages, ...rest }) => ({
            ...rest,
            leaves: pages,
          })),
        },
      },
      { state: stateOf([model("Book", [char("title"), char("language", { max_length: 2 })])]) },
    ],
  },
  {
    what: "a relation with and without index, constraint and uniqueness",
    everywhere: true,
    steps: [
      { state: stateOf(byAuthor({})), seed: written },
      { state: stateOf(byAuthor({ db_constraint: false })), rows: written },
      { state: stateOf(byAuthor({ unique: true })), rows: written },
      {
        state: stateOf(
          byAuthor(
            { null: true, on_delete: "SET_NULL" },
            { indexes: [index("i", { fields: ["author"] })] },
          ),
        ),
        rows: written,
      },
      {
        state: stateOf(
          byAuthor({ on_delete: "PROTECT" }, { unique_together: [["title", "author"]] }),
        ),
        rows: written,
      },
      { state: stateOf([author, model("Book", [char("title")])]), backRefused: "db.null-rows" },
    ],
  },
  {
    what: "new fields with defaults of every kind, for rows that are there",
    steps: [
      { state: stateOf(plain([])), seed: two },
      { state: stateOf(plain(given)) },
      { state: stateOf(plain([])), rows: two },
    ],
  },
  {
    what: "new fields without defaults, whose values were asked for",
    steps: [
      { state: stateOf(plain([])), seed: two },
      { state: stateOf(plain(asked)), answers: { not_null_addition: answers } },
    ],
  },
  {
    what: "fields without defaults that go, and come back empty",
    steps: [
      {
        state: stateOf(plain([char("a"), integer("b"), field("c", "Boolean")])),
        seed: { catalog_t: [{ id: 1, n: 1, a: "x", b: 2, c: true }] },
      },
      { state: stateOf(plain([])), rows: { catalog_t: [{ id: 1, n: 1 }] } },
    ],
  },
  {
    what: "a unique field that goes and cannot come back",
    steps: [
      {
        state: stateOf(plain([char("a", { unique: true })])),
        seed: { catalog_t: [1, 2].map((id) => ({ id, n: id, a: `${id}` })) },
      },
      { state: stateOf(plain([])), rows: two, backRefused: "db.null-rows" },
    ],
  },
];
