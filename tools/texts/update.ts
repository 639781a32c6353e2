/**
 * Brings Flagon's own translations up to date: `node --conditions=flagon-source tools/texts/update.ts [new-locale …]`.
 *
 * The PO files of src/locale/texts get the texts of the code; what is translated in them becomes the modules of src/locale/catalogs.
 */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mergePo, newPoFile } from "../../src/i18n/po-merge.ts";
import { parsePo } from "../../src/i18n/po-reader.ts";
import { formatPo } from "../../src/i18n/po-writer.ts";
import { CATALOGS, ownCatalog, ownMessages, TEXTS } from "./own-messages.ts";

const messages = ownMessages();
const known = readdirSync(TEXTS).map((name) => name.replace(/\.po$/, ""));
for (const locale of new Set([...known, ...process.argv.slice(2)])) {
  const path = join(TEXTS, `${locale}.po`);
  const file = existsSync(path) ? parsePo(readFileSync(path), path) : newPoFile(locale, Date.now());
  const result = mergePo(file, messages);
  writeFileSync(path, formatPo(result.file));
  const name = new Intl.DisplayNames(["en"], { type: "language" }).of(locale);
  writeFileSync(
    join(CATALOGS, `${locale}.ts`),
    `/** Flagon's own texts in ${name}. Made of ../texts/${locale}.po by tools/texts/update.ts. */

import type { CatalogData } from "../../i18n/catalog.ts";

/** The texts and their plural rule. */
export const catalog: CatalogData = ${JSON.stringify(ownCatalog(locale), null, 2)};
`,
  );
  console.log(`${locale}: ${result.added} new, ${result.guessed} guessed, ${result.removed} gone`);
}
execFileSync("npx", ["oxfmt", CATALOGS], { stdio: "inherit" });
