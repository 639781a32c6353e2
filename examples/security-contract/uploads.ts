/** Uploads, and the files that were uploaded. */

import { writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { BadRequest, Blueprint } from "flagon";
import { randomString } from "flagon/crypto";
import { secureFilename } from "flagon/http";
import { sendFromFolder } from "flagon/static";

/** Takes one file at a time into `folder`, and gives it back as a download. */
export function uploads(folder: string): Blueprint<string> {
  const blueprint = new Blueprint("uploads");
  blueprint.post("/upload", async (request) => {
    const files = (await request.files()).getAll("file");
    if (files.length !== 1) throw new BadRequest("Send one file.");
    const file = files[0]!;
    const name = storedName(file.name);
    // A name that is taken already is an error, never another visitor's file.
    await writeFile(join(folder, name), await file.bytes(), { flag: "wx", mode: 0o600 });
    return { name, size: file.size };
  });
  blueprint.get("/media/<path:path>", (request, params) =>
    sendFromFolder(request, folder, String(params["path"]), { attachment: true }),
  );
  return blueprint;
}

function storedName(sent: string): string {
  const name = secureFilename(sent);
  const ending = extname(name);
  return `${name.slice(0, name.length - ending.length) || "file"}-${randomString(8)}${ending}`;
}
