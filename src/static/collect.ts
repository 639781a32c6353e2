/** Collects the static files of an app into one folder, under names with the hash of their content. */

import { FlagonError } from "../base/errors.ts";
import { fileSystem, paths } from "./folder.ts";
import { MANIFEST_NAME } from "./manifest.ts";

/** What collecting did. */
export interface Collected {
  /** Files written; none when nothing changed since the last time. */
  written: number;
  /** All files by their plain path. */
  names: Map<string, string>;
}

/** A file on its way. */
interface Source {
  path: string;
  text: string | undefined;
  bytes: Buffer;
  modifiedMs: number;
}

/** What compressed siblings end in: `app.css.br` lies beside `app.css`. */
const SIBLING = /\.(?:zst|br|gz)$/;
const REWRITTEN = /\.(?:css|m?js)$/;
const CSS_URL = /(url\(\s*|@import\s+)(["']?)([^"')\s]+)\2/g;
const JS_IMPORT = /(\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}\/[^"']+)\2/g;

/**
 * Copies every file below `sources` to `target` under its plain and its hashed name, and writes the manifest.
 *
 * References in CSS (`url()`, `@import`) and in JavaScript modules (relative imports) become hashed too. Earlier sources win where two have
 * one path. A compressed sibling (`app.css.br`) follows its file's name; one that holds other content than its file is left out.
 *
 * @param sources folders by the name that leads their paths; the empty name is the app's own
 * @throws FlagonError `static.missing-reference` for a reference to a file that is not there, `static.circular-reference`
 */
export async function collectStatic(
  sources: ReadonlyMap<string, string>,
  target: string,
): Promise<Collected> {
  const found = await findAll(sources);
  const hasher = new Hasher(found);
  const names = new Map<string, string>();
  let written = 0;
  // Siblings come last: one that is older than its file is not served.
  const isSibling = ({ path }: Source): boolean => fileOf(path, found) !== undefined;
  const all = [...found.values()];
  for (const source of all.filter((one) => !isSibling(one))) {
    const { name, bytes } = await hasher.hashed(source.path);
    names.set(source.path, name);
    written += await writeChanged(paths().join(target, name), bytes);
    written += await writeChanged(paths().join(target, source.path), bytes);
  }
  for (const sibling of all.filter(isSibling)) {
    const file = fileOf(sibling.path, found)!;
    const { name, bytes } = await hasher.hashed(file.path);
    const ending = sibling.path.slice(file.path.length);
    const isCurrent = sibling.modifiedMs >= file.modifiedMs && file.bytes.equals(bytes);
    for (const path of [name + ending, file.path + ending]) {
      const copy = paths().join(target, path);
      if (isCurrent) written += await writeChanged(copy, sibling.bytes);
      else await fileSystem().promises.rm(copy, { force: true });
    }
  }
  const manifest = new TextEncoder().encode(
    `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`,
  );
  await writeChanged(paths().join(target, MANIFEST_NAME), manifest);
  return { written, names };
}

/** Gives the file of which a path is the compressed sibling, if it is one. */
function fileOf(path: string, found: ReadonlyMap<string, Source>): Source | undefined {
  return SIBLING.test(path) ? found.get(path.replace(SIBLING, "")) : undefined;
}

async function findAll(sources: ReadonlyMap<string, string>): Promise<Map<string, Source>> {
  const found = new Map<string, Source>();
  const fs = fileSystem();
  for (const [name, folder] of sources) {
    if (!fs.existsSync(folder)) continue;
    for (const entry of await fs.promises.readdir(folder, {
      recursive: true,
      withFileTypes: true,
    })) {
      const full = paths().join(entry.parentPath, entry.name);
      const below = paths().relative(folder, full).split(paths().sep).join("/");
      const path = name === "" ? below : `${name}/${below}`;
      if (
        !entry.isFile() ||
        below.split("/").some((part) => part.startsWith(".")) ||
        found.has(path)
      )
        continue;
      const bytes = await fs.promises.readFile(full);
      found.set(path, {
        path,
        bytes,
        modifiedMs: (await fs.promises.stat(full)).mtimeMs,
        text: REWRITTEN.test(path) ? bytes.toString("utf8") : undefined,
      });
    }
  }
  return found;
}

/** Hashes files after what they refer to, so that a change below changes every name above. */
class Hasher {
  readonly #found: ReadonlyMap<string, Source>;
  readonly #done = new Map<string, { name: string; bytes: Uint8Array }>();
  readonly #open: string[] = [];

  constructor(found: ReadonlyMap<string, Source>) {
    this.#found = found;
  }

  async hashed(path: string): Promise<{ name: string; bytes: Uint8Array }> {
    const known = this.#done.get(path);
    if (known !== undefined) return known;
    if (this.#open.includes(path)) throw circular([...this.#open, path]);
    this.#open.push(path);
    const source = this.#found.get(path)!;
    const bytes =
      source.text === undefined
        ? source.bytes
        : new TextEncoder().encode(await this.#rewrite(path, source.text));
    this.#open.pop();
    const result = { name: withHash(path, await hashOf(bytes)), bytes };
    this.#done.set(path, result);
    return result;
  }

  async #rewrite(path: string, text: string): Promise<string> {
    const isCss = path.endsWith(".css");
    const pattern = isCss ? CSS_URL : JS_IMPORT;
    let result = "";
    let end = 0;
    for (const match of text.matchAll(pattern)) {
      const reference = match[3]!;
      const target = await this.#resolve(path, reference, isCss);
      result += text.slice(end, match.index);
      result += target === undefined ? match[0] : match[0].replace(reference, () => target);
      end = match.index + match[0].length;
    }
    return result + text.slice(end);
  }

  /** Gives the hashed form of a reference; undefined for one that leaves the site or the page. */
  async #resolve(from: string, reference: string, isCss: boolean): Promise<string | undefined> {
    if (/^(?:[a-z][a-z0-9+.-]*:|\/|#)/i.test(reference)) return undefined;
    const [, bare, tail] = /^([^?#]*)(.*)$/.exec(reference) as unknown as [string, string, string];
    const target = paths().posix.normalize(paths().posix.join(paths().posix.dirname(from), bare));
    if (!this.#found.has(target)) throw missing(from, reference);
    const { name } = await this.hashed(target);
    const relative = paths().posix.relative(paths().posix.dirname(from), name);
    return (isCss || relative.startsWith(".") ? relative : `./${relative}`) + tail;
  }
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>),
  );
  return Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function withHash(path: string, hash: string): string {
  const dot = path.lastIndexOf(".");
  return dot <= path.lastIndexOf("/")
    ? `${path}.${hash}`
    : `${path.slice(0, dot)}.${hash}${path.slice(dot)}`;
}

async function writeChanged(path: string, bytes: Uint8Array): Promise<number> {
  const fs = fileSystem().promises;
  const present = await fs.readFile(path).catch(() => undefined);
  if (present !== undefined && present.equals(bytes)) return 0;
  await fs.mkdir(paths().dirname(path), { recursive: true });
  await fs.writeFile(path, bytes);
  return 1;
}

function missing(from: string, reference: string): FlagonError {
  return new FlagonError(`The file refers to "${reference}", and there is no such file.`, {
    code: "static.missing-reference",
    where: `static file "${from}"`,
    mend: "Mend the reference, or add the file.",
  });
}

function circular(trail: readonly string[]): FlagonError {
  return new FlagonError(
    "Files refer to each other in a circle, so none can have the hash of the others in it.",
    {
      code: "static.circular-reference",
      where: trail.map((path) => `"${path}"`).join(" -> "),
      mend: "Break the circle: move what both need into a third file.",
    },
  );
}
