/** What the blueprint `__name__` keeps. A model is in the database once `__ident__.models(…)` names it and it is migrated. */

// import { f, model } from "flagon/db";
//
// export class Article extends model({
//   title: f.char({ maxLength: 200 }),
//   publishedAt: f.datetime({ null: true }),
// }) {
//   override toString(): string {
//     return this.title;
//   }
// }

export {};
