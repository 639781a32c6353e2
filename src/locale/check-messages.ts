/** `flagon messages check`: looks for texts that are missing, not translated, or translated wrongly. */

import { existsSync } from "node:fs";
import type { CommandContext } from "../app/command.ts";
import { catalogFiles } from "../i18n/folders.ts";
import { messageKey } from "../i18n/po.ts";
import { checkPo, type PoFinding } from "../i18n/po-check.ts";
import { findRoots, poPath, readPo, shownPath, siteLocales } from "./message-files.ts";
import type { DecidedOptions } from "./options.ts";
import type { MessageRoot } from "./project-messages.ts";

/** What the command was called with. */
interface CheckValues {
  domain: string;
  function: string[];
  strict: boolean;
  json: boolean;
}

/** A file with what is wrong in it. */
interface CheckedFile {
  file: string;
  locale: string;
  findings: PoFinding[];
}

/** Runs the command; gives its exit code. */
export function checkMessages(
  { domain, function: functions, strict, json }: CheckValues,
  context: CommandContext,
  site: DecidedOptions,
): number {
  const roots = findRoots(context.app, site, { domain, functions });
  const failures = roots.flatMap((root) => root.failures);
  const files = roots.flatMap((root) => checkRoot(root, site, domain));
  const findings = files.flatMap((file) => file.findings);
  const errors = findings.filter(({ level }) => strict || level === "error").length;
  if (json) context.print(JSON.stringify({ errors, failures, files }, null, 2));
  else report(files, failures, context);
  return errors + failures.length > 0 ? 1 : 0;
}

function checkRoot(root: MessageRoot, site: DecidedOptions, domain: string): CheckedFile[] {
  const wanted = new Map(
    root.messages.map(({ context, singular, references }) => [
      messageKey(context, singular),
      { text: singular, reference: references[0]! },
    ]),
  );
  const locales = siteLocales(site);
  const others = catalogFiles(root.localeFolder, domain).map(({ locale }) => locale);
  return [...new Set([...locales, ...others])].flatMap((locale) => {
    const path = poPath(root.localeFolder, domain, locale);
    // Nothing to translate needs no file.
    if (!existsSync(path) && (wanted.size === 0 || !locales.includes(locale))) return [];
    const findings = checkPo(readPo(path, locale), wanted);
    return [{ file: shownPath(path), locale, findings }];
  });
}

function report(
  files: readonly CheckedFile[],
  failures: readonly string[],
  { print, warn }: CommandContext,
): void {
  for (const failure of failures) warn(failure);
  for (const { file, findings } of files) {
    for (const { level, line, text, what } of findings) {
      const where = line === 0 ? file : `${file}:${line}`;
      print(`${where}: ${level}: ${JSON.stringify(text)}: ${what}`);
    }
    const errors = findings.filter(({ level }) => level === "error").length;
    print(`${file}: errors: ${errors}, warnings: ${findings.length - errors}`);
  }
}
