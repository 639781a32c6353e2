/** Node's crypto module, which Bun, Deno and workerd have too, loaded when it is first needed: an app that signs nothing does not pay for it. */

import type * as NodeCrypto from "node:crypto";

let loaded: typeof NodeCrypto | undefined;

/** Gives `node:crypto`. Synchronous on every runtime that Flagon runs on. */
export function nodeCrypto(): typeof NodeCrypto {
  loaded ??= process.getBuiltinModule("node:crypto");
  return loaded;
}
