/** What `{% import %}` gives: the names that a template exports, as properties, and its output as its text. */

import { SafeHtml } from "../base/safe-html.ts";
import type { Names } from "./context.ts";
import { TEXT } from "./printing.ts";

/** An imported template: its exported names as properties. */
export class TemplateModule {
  [name: string]: unknown;
  readonly #html: string;

  constructor(names: Names, html: string) {
    for (const [name, value] of Object.entries(names)) {
      Object.defineProperty(this, name, { value, enumerable: true });
    }
    this.#html = html;
  }

  [TEXT](): SafeHtml {
    return new SafeHtml(this.#html);
  }
}
