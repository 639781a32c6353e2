/** One of two models that refer to each other from two files. */

import { f, model } from "../../../src/db/index.ts";
import { Person } from "./person.ts";

export class Town extends model({
  name: f.char({ maxLength: 20 }),
  get mayor() {
    return f.foreignKey(Person, { null: true, onDelete: "set null" });
  },
  get people() {
    return f.reverse(Person, "home");
  },
}) {}
