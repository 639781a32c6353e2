/** What start-up checks say of a site's catalogs: languages that have none, and files that cannot be read. */

import type { Flagon } from "../app/app.ts";
import { asMessage, type CheckMessage } from "../app/checks.ts";
import { FlagonError } from "../base/errors.ts";
import { catalogFiles, folderSource } from "../i18n/folders.ts";
import { parentLocales } from "../i18n/locales.ts";
import type { DecidedOptions } from "./options.ts";
import { localeFolders } from "./site-catalogs.ts";

/** Checks the catalogs of each language that the site speaks. */
export function* checkCatalogs(app: Flagon, options: DecidedOptions): Iterable<CheckMessage> {
  const folders = localeFolders(app, options.folders);
  if (folders.length === 0) return;
  for (const locale of options.locales) {
    const tags = parentLocales(locale);
    // The language of the texts needs no catalog, and its variants may do without one.
    if (tags.includes(parentLocales(options.sourceLocale).at(-1)!)) continue;
    const found = folders.filter((folder) =>
      catalogFiles(folder, options.domain).some((file) => tags.includes(file.locale)),
    );
    if (found.length === 0) yield noCatalog(locale, folders);
    for (const folder of found) yield* unreadable(folder, options.domain, tags);
  }
}

function noCatalog(locale: string, folders: readonly string[]): CheckMessage {
  return {
    code: "i18n.no-catalog",
    level: "warning",
    what: `The site speaks "${locale}" and has no catalog for it.`,
    where: folders.join(", "),
    mend: "Make one: flagon messages extract",
  };
}

function* unreadable(
  folder: string,
  domain: string,
  tags: readonly string[],
): Iterable<CheckMessage> {
  for (const tag of tags) {
    try {
      folderSource(folder, domain).catalog(tag);
    } catch (error) {
      if (!(error instanceof FlagonError)) throw error;
      yield asMessage(error);
    }
  }
}
