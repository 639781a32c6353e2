/** `flagon messages extract`: brings the PO files up to date with the texts of code and templates. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { CommandContext } from "../app/command.ts";
import { canonicalLocale } from "../i18n/locales.ts";
import { mergePo, type MergeResult } from "../i18n/po-merge.ts";
import { formatPo } from "../i18n/po-writer.ts";
import { findRoots, poPath, readPo, shownPath, siteLocales } from "./message-files.ts";
import type { DecidedOptions } from "./options.ts";

/** What the command was called with. */
interface ExtractValues {
  domain: string;
  locale: string[];
  function: string[];
  check: boolean;
}

/** Runs the command; gives its exit code. */
export function extractMessages(
  { domain, locale, function: functions, check }: ExtractValues,
  { app, print, warn }: CommandContext,
  site: DecidedOptions,
): number {
  const roots = findRoots(app, site, { domain, functions });
  const locales = new Set([...siteLocales(site), ...locale.map(canonicalLocale)]);
  let changes = 0;
  let failures = 0;
  for (const root of roots) {
    for (const failure of root.failures) warn(failure);
    failures += root.failures.length;
    for (const tag of locales) {
      const path = poPath(root.localeFolder, domain, tag);
      const result = mergePo(readPo(path, tag), root.messages);
      const isChanged = update(path, formatPo(result.file), check);
      if (isChanged) changes++;
      print(`${shownPath(path)}: ${describe(result)}${isChanged ? "" : ", unchanged"}`);
    }
  }
  return failures > 0 || (check && changes > 0) ? 1 : 0;
}

/** Writes a file where it changes, unless nothing may be written; says whether it changes. */
function update(path: string, text: string, isDry: boolean): boolean {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  if (!isDry) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return true;
}

function describe({ file, added, guessed, removed }: MergeResult): string {
  const count = file.entries.filter(({ obsolete }) => !obsolete).length;
  const parts = [`${count} text${count === 1 ? "" : "s"}`, `${added} new`];
  if (guessed > 0) parts.push(`${guessed} of them guessed`);
  if (removed > 0) parts.push(`${removed} set aside`);
  return parts.join(", ");
}
