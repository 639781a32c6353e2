/** `flagon secret`: makes a secret key. */

import { tool } from "../tool.ts";

const KEY_BYTES = 48;

export const secret = tool("secret", {
  help: "Makes a secret key. Set it as FLAGON_SECRET_KEY, or as `secretKey` in the settings.",
  run: (_values, { terminal }) =>
    terminal.print(
      process.getBuiltinModule("node:crypto").randomBytes(KEY_BYTES).toString("base64url"),
    ),
});
