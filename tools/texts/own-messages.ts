/** Finds the texts that Flagon itself shows to visitors, and makes modules of their translations. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messagesInCode } from "../../src/i18n/code-messages.ts";
import { Catalog, type CatalogData } from "../../src/i18n/catalog.ts";
import { collectMessages, type ExtractedMessage } from "../../src/i18n/po-merge.ts";
import { parsePo } from "../../src/i18n/po-reader.ts";
import { REQUEST, TITLE_CONTEXT } from "../../src/app/error-page.ts";
import { REASON_PHRASES, STATUS_DESCRIPTIONS } from "../../src/http/status.ts";
import { KIND_CONTEXT } from "../../src/locale/own-texts.ts";
import { kindOfValue, MESSAGES } from "../../src/base/issues.ts";

const root = join(import.meta.dirname, "..", "..");
/** Where the translations are kept as PO files. */
export const TEXTS: string = join(root, "src", "locale", "texts");
/** Where the modules go that apps load. */
export const CATALOGS: string = join(root, "src", "locale", "catalogs");

/** What is thrown at visitors: the first argument is shown to them. */
const ERRORS =
  "BadRequest Unauthorized Forbidden NotFound MethodNotAllowed NotAcceptable RequestTimeout Conflict Gone LengthRequired PreconditionFailed ContentTooLarge UnsupportedMediaType RangeNotSatisfiable UnprocessableContent TooManyRequests InternalServerError NotImplemented BadGateway ServiceUnavailable GatewayTimeout tooLarge".split(
    " ",
  );
/** Texts that are put together where they are thrown; the test of the catalogs sees that they are in the code. */
export const COMPOSED: readonly string[] = [
  "The form cannot be taken: it has expired, or another page sent it. Load the page again.",
];
/** What validation expects besides what it may find. */
export const EXPECTED: readonly string[] = ["a whole number", "a duration"];
/** Areas that speak to developers alone. */
const SILENT = new Set(["cli", "debug", "testing"]);

/** Gives the texts, those of tables first, then those of the code in its order. */
export function ownMessages(): ExtractedMessage[] {
  const phrases = Object.entries(REASON_PHRASES).flatMap(([status, phrase]) =>
    Number(status) >= 400 ? [phrase] : [],
  );
  const kinds = ["", 1, true, undefined, [], {}, null, 1n].map(kindOfValue);
  const tables: [reference: string, texts: readonly string[], context?: string][] = [
    ["src/http/status.ts", phrases, TITLE_CONTEXT],
    ["src/http/status.ts", Object.values(STATUS_DESCRIPTIONS)],
    ["src/app/error-page.ts", [REQUEST]],
    ["src/base/issues.ts", Object.values(MESSAGES)],
    ["src/base/issues.ts", [...kinds, ...EXPECTED], KIND_CONTEXT],
    ["src", COMPOSED],
  ];
  const fromTables = tables.flatMap(([reference, texts, context]) =>
    texts.map((singular) => ({
      ...(context !== undefined && { context }),
      singular,
      reference,
      comments: [],
      format: FORMAT,
    })),
  );
  return collectMessages([...fromTables, ...messagesOfCode()]);
}

type Format = "python-brace-format";
const FORMAT: Format = "python-brace-format";

function messagesOfCode() {
  const functions = Object.fromEntries(ERRORS.map((name) => [name, "gettext" as const]));
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !SILENT.has(path.split(/[\\/]/, 1)[0]!))
    .toSorted()
    .flatMap((path) =>
      messagesInCode(readFileSync(join(root, "src", path), "utf8"), { functions }).map(
        (message) =>
          ({ ...message, reference: `src/${path.replaceAll("\\", "/")}`, format: FORMAT }) as const,
      ),
    );
}

/** Gives the catalog of a language's PO file as its module has it. */
export function ownCatalog(locale: string): CatalogData {
  const path = join(TEXTS, `${locale}.po`);
  return Catalog.fromPo(parsePo(readFileSync(path), path)).toJSON();
}
