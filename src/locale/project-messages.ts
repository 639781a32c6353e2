/** Finds the texts to translate in a project's code and templates. */

import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import type { Flagon } from "../app/app.ts";
import type { Placement } from "../app/blueprint.ts";
import type { GettextShape } from "../base/source-messages.ts";
import { messagesInCode } from "../i18n/code-messages.ts";
import { collectMessages, type ExtractedMessage } from "../i18n/po-merge.ts";

/** What is looked for, and where. */
export interface SearchOptions {
  /** `messages` for the server, another domain for scripts of the browser below `static` folders. */
  domain: string;
  /** Functions besides the gettext family, each with the one whose arguments it takes. */
  functions: Readonly<Record<string, GettextShape>>;
}

/** A folder with catalogs of its own, and the texts that belong into them. */
export interface MessageRoot {
  /** The folder that references are seen from. */
  folder: string;
  /** Where its catalogs are. */
  localeFolder: string;
  messages: ExtractedMessage[];
  /** Templates that cannot be read, with the reason. */
  failures: string[];
}

const CODE = new Set(".ts .mts .cts .tsx .js .mjs .cjs .jsx".split(" "));
const TEMPLATES = new Set(
  ".html .htm .xml .xhtml .svg .txt .md .j2 .jinja .jinja2 .tpl".split(" "),
);
const PASSED_OVER = new Set("node_modules dist coverage locale test tests __tests__".split(" "));
const TEST_FILE = /\.(test|spec|d)\.[cm]?[jt]sx?$/;

/** Gives the project's folder and those of its blueprints that have catalogs of their own, with their texts. */
export function findMessages(
  app: Flagon,
  localeFolders: readonly string[],
  options: SearchOptions,
): MessageRoot[] {
  const folder = app.folder ?? process.cwd();
  const [localeFolder = join(folder, "locale")] = localeFolders;
  const owned = blueprintFolders(app)
    .map((path) => ({ folder: path, localeFolder: join(path, "locale") }))
    .filter((root) => localeFolders.includes(root.localeFolder) && isFolder(root.localeFolder));
  const roots = [{ folder, localeFolder }, ...owned];
  return roots.map((root) => {
    const others = roots.filter((other) => other !== root).map((other) => other.folder);
    return { ...root, ...messagesOf(app, root.folder, others, options) };
  });
}

function blueprintFolders(app: Flagon): string[] {
  const found = new Set<string>();
  const visit = ({ blueprint }: Placement): void => {
    if (blueprint.folder !== undefined) found.add(blueprint.folder);
    for (const child of blueprint.parts.children) visit(child);
  };
  for (const placement of app.parts.children) visit(placement);
  return [...found];
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}

type Found = Parameters<typeof collectMessages>[0] extends Iterable<infer T> ? T : never;

function messagesOf(
  app: Flagon,
  folder: string,
  others: readonly string[],
  { domain, functions }: SearchOptions,
): { messages: ExtractedMessage[]; failures: string[] } {
  const failures: string[] = [];
  const found = filesIn(folder, others).flatMap((path): Found[] => {
    const name = relative(folder, path).split(sep).join("/");
    const isStatic = name.split("/").includes("static");
    const isTemplate = name.split("/").includes("templates") && TEMPLATES.has(extname(path));
    const isCode = CODE.has(extname(path)) && !TEST_FILE.test(path);
    if (isStatic !== (domain !== "messages") || !(isTemplate || isCode)) return [];
    const text = readFileSync(path, "utf8");
    try {
      const read = isTemplate
        ? app.templates.extractMessages(text, name, { functions })
        : messagesInCode(text, { functions });
      const format = isTemplate ? "python-format" : "python-brace-format";
      return read.map(({ line, ...message }) => ({
        ...message,
        reference: `${name}:${line}`,
        format,
      }));
    } catch (error) {
      failures.push((error as Error).message);
      return [];
    }
  });
  return { messages: collectMessages(found), failures };
}

/** Lists the files of a folder in a fixed order, without those of the other folders and of what is no source. */
function filesIn(folder: string, others: readonly string[]): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return [path];
      const isLeftOut = PASSED_OVER.has(entry.name) || entry.name.startsWith(".");
      return entry.isDirectory() && !isLeftOut && !others.includes(path)
        ? filesIn(path, others)
        : [];
    });
}
