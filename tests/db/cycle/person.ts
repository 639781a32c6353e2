/** The other of two models that refer to each other from two files. */

import { f, model } from "../../../src/db/index.ts";
import { Town } from "./town.ts";

export class Person extends model({
  name: f.char({ maxLength: 20 }),
  get home() {
    return f.foreignKey(Town, { null: true, onDelete: "cascade" });
  },
  get governs() {
    return f.reverse(Town, "mayor");
  },
}) {}
