/** The contract of the pages that debug mode shows. */

import type { HttpError } from "../http/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import type { FlagonResponse } from "../http/response.ts";
import type { FlagonRequest } from "./request.ts";

/** A group of facts under a heading, which the error page shows; secrets in it are masked by name. */
export interface DebugSection {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** Gives what a battery knows of a request, for its error page. */
export type DebugSectionProvider = (request: FlagonRequest) => DebugSection | undefined;

/** What can answer a failed request in debug mode. */
export interface DebugPages {
  /** Gives the page for an error of the app's own code. */
  fault(error: unknown, request: FlagonRequest): MaybePromise<FlagonResponse> | undefined;
  /** Gives the page for an address that no rule matches. */
  missing(error: HttpError, request: FlagonRequest): MaybePromise<FlagonResponse> | undefined;
}
