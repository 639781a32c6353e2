/** Settings of one's own, declared once, are typed on every config. */

import { it } from "node:test";
import type { Flagon } from "flagon";

declare module "flagon" {
  interface Settings {
    pageSizeOfTheTypeTest: number;
  }
}

const pageSize = (app: Flagon): number => app.config.pageSizeOfTheTypeTest + 1;
// @ts-expect-error A setting that nobody declared is none.
const unknown = (app: Flagon) => app.config.pageSizeOfAnother;

it("compiles", () => {
  void [pageSize, unknown];
});
