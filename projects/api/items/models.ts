/** What is kept: items with a name and a price. */

import { f, model } from "flagon/db";

export class Item extends model(
  {
    name: f.char({ maxLength: 100 }),
    cents: f.integer({ default: 0 }),
    createdAt: f.datetime({ autoNowAdd: true }),
  },
  { ordering: ["id"] },
) {}
