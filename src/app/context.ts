/** Where the request of the moment is kept, for those who ask for it without having it passed; nobody pays before somebody asks. */

import type { FlagonRequest } from "./request.ts";

/** What can carry a request across awaits: Node's AsyncLocalStorage is one. */
export interface ContextStorage {
  run<T>(
    request: FlagonRequest,
    callback: (request: FlagonRequest) => T,
    argument: FlagonRequest,
  ): T;
  getStore(): FlagonRequest | undefined;
}

/** The storage of the process; null until `flagon/globals` is loaded. */
export const currentContext: { storage: ContextStorage | null } = { storage: null };
