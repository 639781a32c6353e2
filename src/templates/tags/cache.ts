/**
 * `{% cache seconds, "name", user.id %}…{% endcache %}`: keeps what its body renders.
 *
 * A piece is found again by its name, the values behind it, the language and the time zone.
 */

import { markSafe, type SafeHtml } from "../../base/safe-html.ts";
import { now } from "../../base/clock.ts";
import { TemplateTypeError } from "../errors.ts";
import { toIndex } from "../numbers.ts";
import { repr, str } from "../printing.ts";
import type { Tag } from "./custom-tag.ts";

/** Keeps rendered pieces of templates. Both methods may give promises; templates that use it are then rendered by `renderAsync`. */
export interface FragmentStore {
  /** Gives a piece, or undefined where there is none or its time is over. */
  get(key: string): string | undefined | Promise<string | undefined>;
  /** Keeps a piece for so many seconds, or without an end for null. */
  set(key: string, html: string, seconds: number | null): unknown;
}

const MOST_FRAGMENTS = 1000;

/** Keeps pieces in this process; of more than 1,000 the longest unused go. */
export function memoryFragments(most: number = MOST_FRAGMENTS): FragmentStore {
  const kept = new Map<string, { html: string; until: number }>();
  return {
    get(key) {
      const found = kept.get(key);
      kept.delete(key);
      if (found === undefined || found.until <= now()) return undefined;
      kept.set(key, found);
      return found.html;
    },
    set(key, html, seconds) {
      const until = seconds === null ? Number.POSITIVE_INFINITY : now() + seconds * 1000;
      kept.set(key, { html, until });
      if (kept.size > most) kept.delete(kept.keys().next().value!);
    },
  };
}

/** Makes the tag. */
export function cacheTag(store: FragmentStore): Tag {
  return {
    hasBody: true,
    render({ args: [seconds, name, ...vary], body, evaluation }) {
      if (name === undefined) {
        throw new TemplateTypeError('"cache" takes seconds (none for no end), a name, and values.');
      }
      const { locale, timeZone } = evaluation.environment.localization();
      const key = [str(name), locale, timeZone, ...vary.map((value) => repr(value))].join("\n");
      const keep = async (html: SafeHtml): Promise<SafeHtml> => {
        await store.set(key, html.toString(), seconds === null ? null : toIndex(seconds));
        return html;
      };
      const made = (): unknown => {
        const html = body();
        if (html instanceof Promise) return html.then(keep);
        const kept = store.set(key, html.toString(), seconds === null ? null : toIndex(seconds));
        return kept instanceof Promise ? kept.then(() => html) : html;
      };
      const found = store.get(key);
      if (found instanceof Promise) {
        return found.then((html) => (html === undefined ? made() : markSafe(html)));
      }
      return found === undefined ? made() : markSafe(found);
    },
  };
}
