/** Models and relations that come, go and get other names: parents, children, tables between, proxies. */

import {
  char,
  field,
  integer,
  key,
  many,
  model,
  type ModelOf,
  type Part,
  type Series,
  stateOf,
  value,
} from "./states.ts";

const authors = [
  { id: 1, name: "Ann" },
  { id: 2, name: "Bob" },
];
const author = (...more: Part[]): ModelOf => model("Author", [char("name"), ...more]);

function places(place: string, cafe: string): [ModelOf[], ModelOf[]] {
  const bar = model("Bar", [integer("beers")], { parents: [cafe] });
  const visit = [
    key("cafe", `catalog.${cafe}`),
    key("place", `catalog.${place}`, { related_name: "visits" }),
  ];
  const middle = model(cafe, [integer("seats")], { parents: [place] });
  return [[model(place, [char("name")]), middle, bar], [model("Visit", visit)]];
}

function nodes(name: string, up: string, follows: string, options: Part = {}): ModelOf {
  const other = many(follows, "self", { symmetrical: false, related_name: "followers" });
  return model(name, [char("name"), key(up, "self", { null: true })], {
    ...options,
    many_to_many: [many("friends", "self"), other],
  });
}

const book = (fields: Part[], options: Part = {}): ModelOf =>
  model("Book", [char("title"), ...fields], options);
const withRole = (through: string): Part => ({
  many_to_many: [many("who", "catalog.Author", { through: `catalog.${through}` })],
});
const role = (name: string, more: Part[], options: Part = {}): ModelOf =>
  model(name, [key("book", "catalog.Book"), key("author", "catalog.Author"), ...more], options);

const promo = (options: Part = {}): ModelOf => model("Promo", [char("code")], options);
const visits = { sales_visit: [{ id: 1, cafe_id: 3, place_id: 1 }] };
const circle = (more: Part[]): ModelOf[] => [
  author(key("best", "catalog.Book", { null: true, related_name: "+" })),
  book([key("author", "catalog.Author"), ...more]),
];

/** Series of relations. */
export const relationSeries: readonly Series[] = [
  {
    what: "a child, its parent and its parent's parent with other names",
    everywhere: true,
    steps: [
      {
        state: stateOf(...places("Place", "Cafe")),
        seed: {
          catalog_place: [1, 2, 3].map((id) => ({ id, name: `p${id}` })),
          catalog_cafe: [2, 3].map((id) => ({ place_ptr_id: id, seats: id })),
          catalog_bar: [{ cafe_ptr_id: 3, beers: 6 }],
          ...visits,
        },
      },
      {
        state: stateOf(...places("Place", "Coffee")),
        answers: { rename_model: ["catalog.Cafe->Coffee"] },
        rows: { catalog_bar: [{ coffee_ptr_id: 3, beers: 6 }], ...visits },
      },
      {
        state: stateOf(...places("Spot", "Coffee")),
        answers: { rename_model: ["catalog.Place->Spot"] },
        rows: { catalog_coffee: [2, 3].map((id) => ({ spot_ptr_id: id, seats: id })), ...visits },
      },
      { state: stateOf(...places("Spot", "Coffee"), "BigAutoField"), rows: visits },
    ],
  },
  {
    what: "a child and its parent, and a model and its fields, with other names at once",
    steps: [
      {
        state: stateOf(...places("Place", "Cafe")),
        seed: {
          catalog_place: [{ id: 3, name: "p" }],
          catalog_cafe: [{ place_ptr_id: 3, seats: 4 }],
        },
      },
      {
        state: stateOf(...places("Spot", "Coffee")),
        answers: { rename_model: ["catalog.Cafe->Coffee", "catalog.Place->Spot"] },
        rows: {
          catalog_spot: [{ id: 3, name: "p" }],
          catalog_coffee: [{ spot_ptr_id: 3, seats: 4 }],
        },
      },
      { state: stateOf([author()]), seed: { catalog_author: authors } },
      {
        state: stateOf([model("Writer", [char("surname")])]),
        answers: {
          rename_model: ["catalog.Author->Writer"],
          rename_field: ["catalog.Writer.name->surname"],
        },
        rows: {
          catalog_writer: [
            { id: 1, surname: "Ann" },
            { id: 2, surname: "Bob" },
          ],
        },
      },
    ],
  },
  {
    what: "a child that comes and goes",
    steps: [
      { state: stateOf([book([])]), seed: { catalog_book: [{ id: 1, title: "a" }] } },
      {
        state: stateOf([book([]), model("Novel", [char("genre")], { parents: ["Book"] })]),
        seed: { catalog_novel: [{ book_ptr_id: 1, genre: "g" }] },
      },
      { state: stateOf([book([])]), rows: { catalog_book: [{ id: 1, title: "a" }] } },
    ],
  },
  {
    what: "models related to themselves with other names, tables and fields",
    steps: [
      {
        state: stateOf([nodes("Node", "parent", "follows")]),
        seed: {
          catalog_node: [{ id: 1, name: "a", parent_id: null }],
          catalog_node_friends: [{ id: 1, from_node_id: 1, to_node_id: 1 }],
        },
      },
      {
        state: stateOf([nodes("Vertex", "parent", "follows")]),
        answers: { rename_model: ["catalog.Node->Vertex"] },
        rows: { catalog_vertex_friends: [{ id: 1, from_vertex_id: 1, to_vertex_id: 1 }] },
      },
      {
        state: stateOf([nodes("Vertex", "up", "follows", { table: "my vertices" })]),
        answers: { rename_field: ["catalog.Vertex.parent->up"] },
        rows: { "my vertices": [{ id: 1, name: "a", up_id: null }] },
      },
      {
        state: stateOf([nodes("Vertex", "up", "leads")]),
        answers: { rename_field: ["catalog.Vertex.follows->leads"] },
      },
    ],
  },
  {
    what: "a model between that gets another name, other fields, another table",
    steps: [
      { state: stateOf([author(), book([])]), seed: { catalog_author: authors } },
      {
        state: stateOf([author(), book([], withRole("Credit")), role("Credit", [])]),
        seed: {
          catalog_book: [{ id: 1, title: "x" }],
          catalog_credit: [{ id: 1, book_id: 1, author_id: 2 }],
        },
      },
      {
        state: stateOf([author(), book([], withRole("Role")), role("Role", [])]),
        answers: { rename_model: ["catalog.Credit->Role"] },
        rows: { catalog_role: [{ id: 1, book_id: 1, author_id: 2 }] },
      },
      {
        state: stateOf([
          author(),
          book([], withRole("Role")),
          role("Role", [integer("n", value(1))], {
            table: "roles",
            unique_together: [["book", "n"]],
          }),
        ]),
        rows: { roles: [{ id: 1, book_id: 1, author_id: 2, n: 1 }] },
      },
      { state: stateOf([author(), book([])]) },
    ],
  },
  {
    what: "a number that becomes a relation, another kind of relation, and a number again",
    steps: [
      {
        state: stateOf([author(), book([integer("author", { null: true })])]),
        seed: { catalog_author: authors, catalog_book: [{ id: 1, title: "x", author: 2 }] },
      },
      {
        state: stateOf([author(), book([key("author", "catalog.Author", { null: true })])]),
        rows: { catalog_book: [{ id: 1, title: "x", author_id: 2 }] },
      },
      {
        state: stateOf([
          author(),
          book([key("author", "catalog.Author", { null: true, unique: true, db_index: false })]),
        ]),
        rows: { catalog_book: [{ id: 1, title: "x", author_id: 2 }] },
      },
      {
        state: stateOf([author(), book([], { many_to_many: [many("author", "catalog.Author")] })]),
      },
    ],
  },
  {
    what: "relations to rows that are not there",
    everywhere: true,
    steps: [
      {
        state: stateOf([author(), book([integer("author")])]),
        seed: { catalog_author: authors, catalog_book: [{ id: 1, title: "x", author: 7 }] },
      },
      {
        state: stateOf([author(), book([key("author", "catalog.Author")])]),
        refused: "db.dangling-rows",
      },
    ],
  },
  {
    what: "a new relation whose value is no row",
    everywhere: true,
    steps: [
      {
        state: stateOf([author(), book([])]),
        seed: { catalog_author: authors, catalog_book: [{ id: 1, title: "x" }] },
      },
      {
        state: stateOf([author(), book([key("author", "catalog.Author")])]),
        answers: { not_null_addition: { "catalog.Book.author": 77 } },
        refused: "db.dangling-rows",
      },
    ],
  },
  {
    what: "models in a circle that come and go together",
    steps: [
      { state: stateOf([author()]), seed: { catalog_author: authors } },
      {
        state: stateOf(circle([key("shop", "sales.Shop", { null: true })]), [
          model("Shop", [
            key("author", "catalog.Author"),
            key("top", "sales.Shelf", { null: true, related_name: "+" }),
          ]),
          model("Shelf", [key("shop", "sales.Shop")]),
        ]),
        rows: { catalog_author: authors.map((one) => ({ ...one, best_id: null })) },
      },
      { state: stateOf([author()]), rows: { catalog_author: authors } },
      { state: stateOf([]) },
    ],
  },
  {
    what: "proxies, one of another blueprint, and a model without a table of ours",
    steps: [
      { state: stateOf([author()]), seed: { catalog_author: authors } },
      {
        state: stateOf(
          [
            author(),
            model("Fan", [], { proxy_of: "catalog.Author", ordering: ["name"] }),
            model("Ext", [char("x")], { managed: false, table: "ext" }),
          ],
          [
            model("Far", [], { proxy_of: "catalog.Author" }),
            model("Use", [
              key("fan", "catalog.Fan"),
              key("far", "sales.Far", { related_name: "f" }),
            ]),
          ],
        ),
        seed: { sales_use: [{ id: 1, fan_id: 1, far_id: 2 }] },
      },
      {
        state: stateOf(
          [
            author(),
            model("Lover", [], { proxy_of: "catalog.Author" }),
            model("Ext", [char("x"), integer("n")], { managed: false, table: "ext" }),
          ],
          [model("Use", [key("fan", "catalog.Lover")])],
        ),
        answers: { rename_model: ["catalog.Fan->Lover"] },
        rows: { sales_use: [{ id: 1, fan_id: 1 }] },
        backRefused: "db.null-rows",
      },
    ],
  },
  {
    what: "abstract parents, several of them",
    steps: [
      {
        state: stateOf([
          model("Stamp", [field("made", "DateTime", { null: true })], { abstract: true }),
          model("Tagged", [char("tag", value("t"))], { abstract: true }),
          model("Note", [char("text")], { parents: ["Stamp", "Tagged"] }),
        ]),
        seed: { catalog_note: [{ id: 1, text: "x", made: null, tag: "q" }] },
      },
      {
        state: stateOf([
          model("Stamp", [field("made", "DateTime", { null: true })], { abstract: true }),
          model("Note", [char("text")], { parents: ["Stamp"] }),
        ]),
        rows: { catalog_note: [{ id: 1, text: "x", made: null }] },
      },
    ],
  },
  {
    what: "a model that moves to another blueprint by hand",
    everywhere: true,
    steps: [
      { state: stateOf([promo()]), seed: { catalog_promo: [{ id: 1, code: "c" }] } },
      {
        state: stateOf([], [promo()]),
        manual: [
          {
            app: "catalog",
            operations: [
              {
                op: "SeparateDatabaseAndState",
                database: [{ op: "AlterModelTable", model: "Promo", table: "sales_promo" }],
                state: [{ op: "DeleteModel", model: "Promo" }],
              },
            ],
          },
          {
            app: "sales",
            operations: [
              { op: "SeparateDatabaseAndState", state: [{ op: "CreateModel", model: "Promo" }] },
            ],
          },
        ],
        rows: { sales_promo: [{ id: 1, code: "c" }] },
      },
    ],
  },
];
