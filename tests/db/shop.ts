/** Models with every relation, index and constraint: the same as in django/shop.py. */

import { f, model, Q } from "../../src/db/index.ts";
import { check, unique } from "../../src/db/schema/constraints.ts";
import { index } from "../../src/db/schema/index-definition.ts";

export class Author extends model(
  {
    name: f.char({ maxLength: 60, unique: true }),
    email: f.email({ index: true }),
    get mentor() {
      return f.foreignKey(Author, { onDelete: "set null", null: true });
    },
  },
  { label: "shop" },
) {}

export class Profile extends model(
  {
    author: f.oneToOne(Author, { onDelete: "cascade", primaryKey: true }),
    bio: f.text({ unique: true }),
  },
  { label: "shop" },
) {}

export class Label extends model(
  { code: f.slug({ primaryKey: true, maxLength: 30 }) },
  { label: "shop" },
) {}

export class Place extends model({ name: f.char({ maxLength: 60 }) }, { label: "shop" }) {}

export class Restaurant extends Place.extend(
  { stars: f.positiveSmallInteger({ null: true }) },
  { label: "shop" },
) {}

export class Article extends model(
  {
    title: f.char({ maxLength: 200, index: true }),
    slug: f.slug(),
    body: f.text(),
    status: f.char({ maxLength: 10, default: "draft" }),
    price: f.decimal({ maxDigits: 8, decimalPlaces: 2, null: true }),
    count: f.positiveInteger({ default: 0 }),
    total: f.bigInteger({ default: 0n }),
    data: f.json({ default: () => ({}) }),
    day: f.date({ null: true }),
    at: f.time({ null: true }),
    publishedAt: f.datetime({ null: true, index: true }),
    length: f.duration({ null: true }),
    token: f.uuid({ null: true, unique: true }),
    picture: f.binary({ null: true }),
    address: f.genericIpAddress({ null: true }),
    live: f.boolean({ default: false }),
    weight: f.float({ null: true }),
    author: f.foreignKey(Author, { onDelete: "cascade", relatedName: "articles" }),
    editor: f.foreignKey(Author, {
      onDelete: "protect",
      null: true,
      relatedName: "+",
      column: "ed",
    }),
    label: f.foreignKey(Label, { onDelete: "cascade", null: true }),
    unchecked: f.foreignKey(Place, {
      onDelete: "nothing",
      null: true,
      constraint: false,
      index: false,
    }),
    labels: f.manyToMany(Label, { relatedName: "articles" }),
    get related() {
      return f.manyToMany(Article);
    },
    get places() {
      return f.manyToMany(Place, { through: "shop.Setting" });
    },
    get settings() {
      return f.reverse(Setting, "article");
    },
  },
  {
    label: "shop",
    uniqueTogether: [["author", "slug"]],
    indexes: [
      ["status", "-publishedAt"],
      index({ fields: ["day"], name: "article_day", where: { live: true } }),
    ],
    constraints: [
      unique({ fields: ["title"], name: "one_live_title", where: { status: "live" } }),
      unique({ fields: ["author", "day"], name: "one_a_day" }),
      check({ name: "not_too_many", condition: Q({ count__lte: 1000 }).or({ live: false }) }),
    ],
  },
) {}

export class Setting extends model(
  {
    article: f.foreignKey(Article, { onDelete: "cascade" }),
    place: f.foreignKey(Place, { onDelete: "cascade" }),
    note: f.char({ maxLength: 20, default: "" }),
  },
  { label: "shop" },
) {}

export class AVeryLongNameOfAModelThatGoesOnAndOn extends model(
  {
    aFieldWithAVeryLongNameToo: f.foreignKey(Article, { onDelete: "cascade" }),
    anotherFieldWithALongName: f.char({ maxLength: 5, index: true }),
  },
  { label: "shop" },
) {}

/** All of them, in no order that would help. */
export const SHOP = [
  Setting,
  AVeryLongNameOfAModelThatGoesOnAndOn,
  Article,
  Restaurant,
  Place,
  Label,
  Profile,
  Author,
] as const;
