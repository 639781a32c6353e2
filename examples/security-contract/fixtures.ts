/** The files that the contract asks for: some to be served, some that must never be. */

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FILES: Record<string, string> = {
  "public/hello.txt": "hello world\n",
  "public/sub/inner.txt": "inner\n",
  "public/.secret": "OUTSIDE-7f3a9c dot\n",
  "outside.txt": "OUTSIDE-7f3a9c\n",
  "public-private/secret.txt": "OUTSIDE-7f3a9c\n",
  "guarded/data.txt": "GUARDED-7f3a9c\n",
  "media/existing.txt": "KEEP-7f3a9c\n",
};

/** Writes the files into `folder`. */
export function writeFixtures(folder: string): void {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const link = join(folder, "public/link.txt");
  rmSync(link, { force: true });
  symlinkSync("../outside.txt", link);
}
