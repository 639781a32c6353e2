/** Primary keys that change: their types, their names, other fields that become them, with rows that refer to them. */

import {
  char,
  field,
  integer,
  key,
  many,
  model,
  type ModelOf,
  oneToOne,
  type Part,
  type Series,
  stateOf,
  value,
} from "./states.ts";

function nodes(own: Part[]): [ModelOf[], ModelOf[]] {
  const relations = { many_to_many: [many("friends", "self"), many("tags", "catalog.Tag")] };
  const node = model("Node", [...own, char("name")], relations);
  const leaf = model("Leaf", [key("node", "catalog.Node", { null: true })]);
  const far = model("Far", [oneToOne("node", "catalog.Node"), key("leaf", "catalog.Leaf")]);
  return [[node, model("Tag", [char("name")]), leaf], [far]];
}

const nodeRows = {
  catalog_node: [
    { id: 1, name: "a" },
    { id: 2, name: "b" },
  ],
  catalog_tag: [{ id: 1, name: "t" }],
  catalog_node_friends: [
    { id: 1, from_node_id: 1, to_node_id: 2 },
    { id: 2, from_node_id: 2, to_node_id: 1 },
  ],
  catalog_node_tags: [{ id: 1, node_id: 1, tag_id: 1 }],
  catalog_leaf: [
    { id: 1, node_id: 1 },
    { id: 2, node_id: null },
  ],
  sales_far: [{ id: 1, node_id: 2, leaf_id: 1 }],
};

const id = (type: string): Part[] => [field("id", type, { primary_key: true })];

function countries(name: string, length: number, options: Part = {}): [ModelOf[], ModelOf[]] {
  const code = char(name, { max_length: length, primary_key: true, ...options });
  const seen = { many_to_many: [many("seen", "catalog.Country", { related_name: "seers" })] };
  const city = model("City", [char("name"), key("country", "catalog.Country")], seen);
  const link = oneToOne("country", "catalog.Country", { primary_key: true });
  const tax = model("Tax", [link, integer("rate")]);
  const rule = model("Rule", [key("tax", "sales.Tax")]);
  return [
    [model("Country", [code, char("name")]), city],
    [tax, rule],
  ];
}

const countryRows = {
  catalog_country: [
    { code: "GB", name: "Britain" },
    { code: "DE", name: "Germany" },
  ],
  catalog_city: [{ id: 1, name: "x", country_id: "GB" }],
  catalog_city_seen: [{ id: 1, city_id: 1, country_id: "DE" }],
  sales_tax: [{ country_id: "DE", rate: 3 }],
  sales_rule: [{ id: 1, tax_id: "DE" }],
};
const referring = {
  catalog_city: countryRows.catalog_city,
  sales_tax: countryRows.sales_tax,
  sales_rule: countryRows.sales_rule,
};

const tags = (...fields: Part[]): ModelOf => model("Tag", fields);
const slug = (options: Part = {}): Part => char("slug", { max_length: 20, ...options });
const use = model("Use", [key("tag", "catalog.Tag")]);
const slugRows = [
  { id: 1, slug: "a", name: "A" },
  { id: 2, slug: "b", name: "B" },
];
const bySlug = key("tag", "catalog.Tag", { to_field: "slug" });

/** Series of keys. */
export const keySeries: readonly Series[] = [
  {
    what: "a key that grows, with relations of each kind to it from two blueprints",
    everywhere: true,
    // The keys of tables between stay as they were made.
    kept: ["catalog_node_friends.id", "catalog_node_tags.id"],
    steps: [
      { state: stateOf(...nodes(id("Auto"))), seed: nodeRows },
      { state: stateOf(...nodes(id("BigAuto"))), rows: nodeRows },
      { state: stateOf(...nodes(id("Auto"))), rows: nodeRows },
    ],
  },
  {
    what: "keys of both blueprints that grow at once",
    kept: ["catalog_node_friends.id", "catalog_node_tags.id"],
    steps: [
      { state: stateOf(...nodes([])), seed: nodeRows },
      { state: stateOf(...nodes([]), "BigAutoField"), rows: nodeRows },
    ],
  },
  {
    what: "a key of text that grows, shrinks, and has another name and column",
    everywhere: true,
    steps: [
      { state: stateOf(...countries("code", 2)), seed: countryRows },
      { state: stateOf(...countries("code", 10)), rows: countryRows },
      { state: stateOf(...countries("code", 4)), rows: countryRows },
      {
        state: stateOf(...countries("iso", 4)),
        answers: { rename_field: ["catalog.Country.code->iso"] },
        rows: referring,
      },
      { state: stateOf(...countries("iso", 4, { column: "iso code" })), rows: referring },
      { state: stateOf(...countries("iso", 6)), rows: referring },
    ],
  },
  {
    what: "another field that becomes the key",
    everywhere: true,
    steps: [
      {
        state: stateOf([tags(slug({ unique: true }), char("name"))]),
        seed: { catalog_tag: slugRows },
      },
      {
        state: stateOf([tags(slug({ primary_key: true }), char("name"))]),
        rows: { catalog_tag: slugRows.map(({ slug: own, name }) => ({ slug: own, name })) },
      },
    ],
  },
  {
    what: "a number that becomes the key in place of another field",
    everywhere: true,
    steps: [
      {
        state: stateOf([tags(slug({ primary_key: true }), char("name"))]),
        seed: { catalog_tag: [{ slug: "a", name: "A" }] },
      },
      {
        state: stateOf([tags(slug(), char("name"))]),
        rows: { catalog_tag: [{ id: 1, slug: "a", name: "A" }] },
      },
    ],
  },
  {
    what: "two fields of which the other one is the key",
    steps: [
      {
        state: stateOf([tags(slug({ primary_key: true }), char("code"))]),
        seed: { catalog_tag: [{ slug: "a", code: "A" }] },
      },
      {
        state: stateOf([tags(slug(), char("code", { primary_key: true }))]),
        rows: { catalog_tag: [{ slug: "a", code: "A" }] },
      },
    ],
  },
  {
    what: "a key that others refer to",
    everywhere: true,
    steps: [
      {
        state: stateOf([tags(slug({ unique: true }), char("name")), use]),
        seed: { catalog_tag: slugRows, catalog_use: [{ id: 1, tag_id: 2 }] },
      },
      {
        state: stateOf([tags(slug({ primary_key: true }), char("name")), use]),
        refused: "migrations.referenced-field",
      },
    ],
  },
  {
    what: "a key that others refer to, and a number in its place",
    steps: [
      {
        state: stateOf([tags(slug({ primary_key: true }), char("name")), use]),
        seed: { catalog_tag: [{ slug: "a", name: "A" }], catalog_use: [{ id: 1, tag_id: "a" }] },
      },
      {
        state: stateOf([tags(slug({ unique: true }), char("name")), use]),
        refused: "migrations.referenced-field",
      },
    ],
  },
  {
    what: "a field that goes with the relations to it",
    steps: [
      {
        state: stateOf(
          [tags(slug({ unique: true }), char("name")), model("Use", [bySlug])],
          [model("Away", [bySlug])],
        ),
        seed: { catalog_tag: slugRows, sales_away: [{ id: 1, tag_id: "a" }] },
      },
      {
        state: stateOf([tags(char("name")), model("Use", [])], [model("Away", [])]),
        backRefused: "db.null-rows",
      },
    ],
  },
  {
    what: "a number that starts to count, and stops",
    steps: [
      {
        state: stateOf([tags(integer("id", { primary_key: true }), char("name")), use]),
        seed: { catalog_tag: [{ id: 5, name: "A" }], catalog_use: [{ id: 1, tag_id: 5 }] },
      },
      { state: stateOf([tags(char("name")), use]), rows: { catalog_use: [{ id: 1, tag_id: 5 }] } },
      { state: stateOf([tags(char("id", { primary_key: true }), char("name")), use]) },
    ],
  },
  {
    what: "a number that becomes a key of another kind while there are no rows",
    everywhere: true,
    steps: [
      { state: stateOf([tags(char("name"))]) },
      {
        state: stateOf([
          tags(
            field("id", "UUID", { primary_key: true, default: { call: "uuid4" } }),
            char("name"),
          ),
        ]),
      },
    ],
  },
  {
    what: "a field that is referred to",
    steps: [
      {
        state: stateOf([tags(slug({ unique: true })), model("Use", [bySlug])]),
        seed: { catalog_tag: [{ id: 1, slug: "a" }], catalog_use: [{ id: 1, tag_id: "a" }] },
      },
      {
        state: stateOf([
          tags(slug({ unique: true, max_length: 30, column: "kod" })),
          model("Use", [{ ...bySlug, null: true }]),
        ]),
        rows: { catalog_use: [{ id: 1, tag_id: "a" }] },
      },
      {
        state: stateOf([
          tags(char("name", value("x")), slug({ unique: true })),
          model("Use", [bySlug]),
        ]),
        answers: { not_null_alteration: { "catalog.Use.tag": "a" } },
        rows: { catalog_use: [{ id: 1, tag_id: "a" }] },
      },
    ],
  },
];
