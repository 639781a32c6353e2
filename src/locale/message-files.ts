/** The PO files of a site: where they are, and which texts belong into them. */

import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Flagon } from "../app/app.ts";
import { now } from "../base/clock.ts";
import { FlagonError } from "../base/errors.ts";
import type { GettextShape } from "../base/source-messages.ts";
import { catalogFiles } from "../i18n/folders.ts";
import type { PoFile } from "../i18n/po.ts";
import { newPoFile } from "../i18n/po-merge.ts";
import { parsePo } from "../i18n/po-reader.ts";
import type { DecidedOptions } from "./options.ts";
import { findMessages, type MessageRoot } from "./project-messages.ts";
import { localeFolders } from "./site-catalogs.ts";

/** Gives the languages that need a translation: the one that the texts are written in does not. */
export function siteLocales({ locales, sourceLocale }: DecidedOptions): string[] {
  return locales.filter((locale) => locale !== sourceLocale);
}

const SHAPES: readonly string[] = ["gettext", "ngettext", "pgettext", "npgettext"];

/** Gives the folders with catalogs and the texts that belong into each. @throws FlagonError `i18n.function` */
export function findRoots(
  app: Flagon,
  { folders }: DecidedOptions,
  { domain, functions }: { domain: string; functions: readonly string[] },
): MessageRoot[] {
  const pairs = functions.map((given): [string, GettextShape] => {
    const [name = "", shape = "gettext"] = given.split("=");
    if (/^[\w$]+$/.test(name) && SHAPES.includes(shape)) return [name, shape as GettextShape];
    throw new FlagonError("The option names no function that texts are asked for by.", {
      code: "i18n.function",
      where: `--function ${given}`,
      mend: `Write name=shape, where the shape is one of ${SHAPES.join(", ")}.`,
    });
  });
  const search = { domain, functions: Object.fromEntries(pairs) };
  return findMessages(app, localeFolders(app, folders), search);
}

/** Gives the path of a language's PO file, be it there or not. */
export function poPath(folder: string, domain: string, locale: string): string {
  const known = catalogFiles(folder, domain).find((file) => file.locale === locale);
  const base = known?.base ?? join(folder, locale.replaceAll("-", "_"), "LC_MESSAGES", domain);
  return `${base}.po`;
}

/** Reads a PO file, or makes an empty one for its language. @throws FlagonError where it cannot be read */
export function readPo(path: string, locale: string): PoFile {
  return existsSync(path) ? parsePo(readFileSync(path), path) : newPoFile(locale, now());
}

/** Gives a path as people in the working folder name it. */
export function shownPath(path: string): string {
  return relative(process.cwd(), path);
}
