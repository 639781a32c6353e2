/** The contract of the pages that debug mode shows. */

import type { HttpError } from "../http/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import type { FlagonResponse } from "../http/response.ts";
import type { FlagonRequest } from "./request.ts";

/** What can answer a failed request in debug mode. */
export interface DebugPages {
  /** Gives the page for an error of the app's own code. */
  fault(error: unknown, request: FlagonRequest): MaybePromise<FlagonResponse> | undefined;
  /** Gives the page for an address that no rule matches. */
  missing(error: HttpError, request: FlagonRequest): MaybePromise<FlagonResponse> | undefined;
}
