/** Serves the app: `PORT=8960 npx node --conditions=flagon-source examples/security-contract/serve.ts`. */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contractApp } from "./app.ts";
import { writeFixtures } from "./fixtures.ts";
import { fillItems } from "./items.ts";
import { Users } from "./users.ts";

const folder = mkdtempSync(join(tmpdir(), "flagon-contract-"));
writeFixtures(folder);
const debug = process.env["DEBUG"] === "1";
const app = contractApp({ folder, users: await Users.make(), debug });
await fillItems();
await app.run({ port: Number(process.env["PORT"] ?? 8960), debug });
