/** Half of the models of the type tests; the other half imports it, and it imports the other half. */

import { Article } from "./article.ts";
import { f, model } from "../../../src/db/index.ts";

export class Country extends model({
  code: f.char({ primaryKey: true }),
  name: f.char(),
  get authors() {
    return f.reverse(Author, "country");
  },
}) {}

export class Author extends model(
  {
    name: f.char({ maxLength: 50 }),
    nickname: f.char({ null: true }),
    born: f.date({ null: true }),
    country: f.foreignKey(Country, { onDelete: "protect" }),
    get mentor() {
      return f.foreignKey(Author, { null: true, onDelete: "set null" });
    },
    get students() {
      return f.reverse(Author, "mentor");
    },
    get articles() {
      return f.reverse(Article, "author");
    },
    get profile() {
      return f.reverse(Profile, "author");
    },
  },
  { ordering: ["name"] },
) {
  get shout(): string {
    return this.name.toUpperCase();
  }
}

export class Profile extends model({
  author: f.oneToOne(Author, { primaryKey: true, onDelete: "cascade" }),
  bio: f.text({ blank: true }),
}) {}
