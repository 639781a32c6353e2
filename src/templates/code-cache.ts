/**
 * Compiled templates kept in a folder, so that a process that starts does not compile them again.
 *
 * A file is `sha256 of the rest`, a line end, and the rest: JSON of the key and of the code. A file that is cut off, changed, of another key,
 * or of another user is passed over, and written anew where that can be done: the cache may be deleted at any time, and never fails.
 */

import type * as fs from "node:fs";
import { nodeCrypto } from "../base/node-crypto.ts";
import type { TemplateCode } from "./template-code.ts";

/** Code by a key that says all that it depends on. */
export class CodeCache {
  readonly #folder: string;
  readonly #fs: typeof fs | undefined;
  #isWritable = true;

  constructor(folder: string) {
    this.#folder = folder;
    // A platform without files has no cache.
    this.#fs = globalThis.process?.getBuiltinModule?.("node:fs");
  }

  /** Gives the code of a key, where the cache has it whole. */
  find(key: string): TemplateCode | undefined {
    if (this.#fs === undefined) return undefined;
    try {
      const text = readOwn(this.#fs, this.#pathOf(key));
      const end = text.indexOf("\n");
      const content = text.slice(end + 1);
      if (end === -1 || digest(content) !== text.slice(0, end)) return undefined;
      const found = JSON.parse(content) as TemplateCode & { key: string };
      return found.key === key ? found : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps the code of a key. It is written beside and moved into its place, so that no reader sees half of it. */
  keep(key: string, code: TemplateCode): void {
    if (this.#fs === undefined || !this.#isWritable) return;
    const path = this.#pathOf(key);
    const content = JSON.stringify({ key, ...code });
    const beside = `${path}.${process.pid}.${nodeCrypto().randomBytes(6).toString("hex")}`;
    try {
      this.#fs.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      this.#fs.writeFileSync(beside, `${digest(content)}\n${content}`, { flag: "wx", mode: 0o600 });
      this.#fs.renameSync(beside, path);
    } catch {
      // A folder that cannot be written, or a full disk: templates are compiled as without a cache.
      this.#isWritable = false;
      remove(this.#fs, beside);
    }
  }

  #pathOf(key: string): string {
    return `${this.#folder}/${digest(key)}.json`;
  }
}

/** Reads a file of this user's. What another user has written is code that would run as this one (CWE-379). */
function readOwn(files: typeof fs, path: string): string {
  const { O_RDONLY, O_NOFOLLOW = 0 } = files.constants;
  const descriptor = files.openSync(path, O_RDONLY | O_NOFOLLOW);
  try {
    const { uid, mode } = files.fstatSync(descriptor);
    const own = process.getuid?.();
    const isForeign = own !== undefined && (uid !== own || (mode & 0o022) !== 0);
    return isForeign ? "" : files.readFileSync(descriptor, "utf8");
  } finally {
    files.closeSync(descriptor);
  }
}

function remove(files: typeof fs, path: string): void {
  try {
    files.unlinkSync(path);
  } catch {
    // It was never written.
  }
}

function digest(text: string): string {
  return nodeCrypto().createHash("sha256").update(text).digest("hex");
}
