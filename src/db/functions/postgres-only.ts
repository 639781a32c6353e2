/** Calls that PostgreSQL alone has: elsewhere they say so, instead of a syntax error. */

import { NotSupportedError } from "../errors.ts";
import type { CallWriter, FuncOptions } from "../func.ts";

/** Gives a call that is refused on other databases; `what` begins the sentence that says so. */
export function postgresOnly(what: string, call: FuncOptions): FuncOptions {
  const refuse: CallWriter = () => {
    throw new NotSupportedError(`${what} is there on PostgreSQL only.`, {
      code: "db.postgres-only",
      where: `the function ${call.function}`,
      mend: "Put the model on a PostgreSQL database, or search with icontains.",
    });
  };
  return { ...call, on: { ...call.on, sqlite: refuse, mysql: refuse } };
}
