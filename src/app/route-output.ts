/** Checks and filters what a view returns by the schema that its route declares. */

import { FlagonError } from "../base/errors.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import { chain } from "../http/later.ts";
import { FlagonResponse } from "../http/response.ts";
import {
  type StandardSchema,
  validateStandard,
  type Validation,
} from "../validation/standard-schema.ts";
import { json } from "./respond.ts";
import type { Route } from "./route.ts";

/**
 * Gives the function that turns a view's value into a response through a schema.
 *
 * Only what the schema gives is sent: fields that it does not declare stay here. Responses that the view made itself pass unchecked.
 *
 * @throws FlagonError `app.response-invalid` when the value is not what the route declares; the visitor sees a 500
 */
export function outputFilter(
  route: Route<unknown>,
  schema: StandardSchema,
  tell: () => string,
): (value: unknown) => MaybePromise<FlagonResponse> {
  const status = route.options.status ?? 200;
  return (value) => {
    if (value instanceof FlagonResponse) return value;
    const result = validateStandard(schema, value);
    if (isThenable(result))
      return chain(result, (settled) => finish(settled as Validation<unknown>, status, tell));
    return finish(result, status, tell);
  };
}

function finish(result: Validation<unknown>, status: number, tell: () => string): FlagonResponse {
  if (result.issues === undefined) return json(result.value, { status });
  const faults = result.issues.map(
    ({ path, message }) => `${path === "" ? "the value" : path}: ${message}`,
  );
  throw new FlagonError(
    `The view returned what its response schema refuses: ${faults.join("; ")}.`,
    {
      code: "app.response-invalid",
      where: tell(),
      mend: "Return what the schema declares, or declare what is returned.",
    },
  );
}
