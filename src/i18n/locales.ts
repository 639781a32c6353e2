/** Language tags (BCP 47): their spellings, what stands in for what, and the direction of writing. */

import { FlagonError } from "../base/errors.ts";

/**
 * Gives the usual spelling of a tag: `pt_br` is `pt-BR`, `zh_Hans_CN` is `zh-Hans-CN`. What POSIX adds (`de_DE.UTF-8`, `ca@valencia`) is left out.
 *
 * @throws FlagonError `i18n.locale` for what is no tag
 */
export function canonicalLocale(tag: string): string {
  const found = findLocale(tag);
  if (found !== undefined) return found;
  throw new FlagonError(`"${tag.slice(0, 60)}" is no language tag.`, {
    code: "i18n.locale",
    mend: 'Write a language with its script or region where it needs one: "de", "pt-BR", "zh-Hans".',
  });
}

/** Gives the usual spelling of a tag, or undefined for what is none. */
export function findLocale(tag: string): string | undefined {
  const plain = tag.replace(/[.@].*$/, "").replaceAll("_", "-");
  if (plain.length > 35 || !/^[A-Za-z]{2,8}(-[A-Za-z\d]{1,8})*$/.test(plain)) return undefined;
  try {
    return Intl.getCanonicalLocales(plain)[0];
  } catch {
    return undefined;
  }
}

/** Gives the tags whose texts may stand in for those of one: `zh-Hant-TW`, `zh-Hant`, and for `pt-BR` then `pt`. */
export function parentLocales(locale: string): string[] {
  const parts = locale.split("-");
  const parents: string[] = [];
  for (let length = parts.length; length > 0; length--)
    parents.push(parts.slice(0, length).join("-"));
  return parents;
}

/**
 * Gives the one of the offered tags that serves a wanted one: itself, else the same language in another region, if it is written in the same script.
 *
 * So `de-AT` is served by `de`, `pt` by `pt-BR`, and `zh-TW` by `zh-Hant`, never by `zh-Hans`.
 */
export function matchLocale(wanted: string, offered: readonly string[]): string | undefined {
  const tag = findLocale(wanted);
  if (tag === undefined) return undefined;
  const parents = parentLocales(tag);
  const exact = parents.find((parent) => offered.includes(parent) && isSameScript(parent, tag));
  if (exact !== undefined) return exact;
  const language = parents.at(-1)!;
  return offered.find((offer) => offer.split("-", 1)[0] === language && isSameScript(offer, tag));
}

const scripts = new Map<string, string>();

function isSameScript(a: string, b: string): boolean {
  return scriptOf(a) === scriptOf(b);
}

/** Gives the script that a language is written in: `Latn`, `Arab`. */
function scriptOf(locale: string): string {
  let script = scripts.get(locale);
  if (script === undefined) {
    script = new Intl.Locale(locale).maximize().script ?? "";
    if (scripts.size < 1000) scripts.set(locale, script);
  }
  return script;
}

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(
  "Adlm Arab Aran Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa Yezi".split(" "),
);

/**
 * Tells whether a language is written from right to left.
 *
 * @example
 * html`<html lang="${locale}" dir="${isRightToLeft(locale) ? "rtl" : "ltr"}">`;
 */
export function isRightToLeft(locale: string): boolean {
  return RIGHT_TO_LEFT.has(scriptOf(canonicalLocale(locale)));
}

/** Gives the name of a language in itself, as pickers show it: `Deutsch`, `português (Brasil)`. */
export function nativeName(locale: string): string {
  const tag = canonicalLocale(locale);
  return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
}
