/** Node's crypto and zlib, which Bun, Deno and workerd have too, loaded when they are first needed: an app that signs nothing does not pay. */

import type * as NodeCrypto from "node:crypto";
import type * as NodeZlib from "node:zlib";

let loaded: typeof NodeCrypto | undefined;

/** Gives `node:crypto`. Synchronous on every runtime that Flagon runs on. */
export function nodeCrypto(): typeof NodeCrypto {
  loaded ??= process.getBuiltinModule("node:crypto");
  return loaded;
}

/** Gives `node:zlib`. */
export function nodeZlib(): typeof NodeZlib {
  return process.getBuiltinModule("node:zlib");
}

/**
 * Tells whether two MACs in text are equal, in a time that does not depend on where they differ.
 *
 * The length of a MAC is no secret, so it is compared first; hashing both, as `constantTimeEqual` does, costs five times as much.
 */
export function equalMacs(expected: string, given: string): boolean {
  if (expected.length !== given.length || NOT_ASCII.test(given)) return false;
  return nodeCrypto().timingSafeEqual(
    Buffer.from(expected, "latin1"),
    Buffer.from(given, "latin1"),
  );
}

const NOT_ASCII = /[^\0-\x7f]/;
