/** Views that fail, in all the ways in which views fail. */

import { Blueprint } from "flagon";

class HandledBadly extends Error {}

const WEIRD: Record<string, unknown> = {
  null: null,
  string: "MSGMARK",
  number: 5,
  status: { status: "abc" },
  "status-text": { status: "<b>" },
  status9999: { statusCode: 9999 },
  status200: { status: 200 },
  statusCode: { statusCode: -1 },
  symbol: Symbol("x"),
  frozen: Object.freeze({ a: 1 }),
  promise: Promise.resolve(1),
  getter: {
    get status(): never {
      throw new Error("a getter that throws");
    },
  },
};

/** The views that fail. */
export function errors(): Blueprint<string> {
  const blueprint = new Blueprint("errors");
  blueprint.get("/error", () => {
    throw new Error("boom <b>MSGMARK</b>");
  });
  blueprint.get("/error/async", async () => {
    await null;
    throw new Error("boom MSGMARK");
  });
  blueprint.get("/error/late", () => {
    void Promise.reject(new Error("late"));
    return "ok";
  });
  blueprint.get("/error/handler", () => {
    throw new HandledBadly("boom MSGMARK");
  });
  blueprint.errorHandler(HandledBadly, () => {
    throw new Error("the handler fails too: MSGMARK");
  });
  blueprint.get("/error/weird", ({ query }) => {
    throw WEIRD[query.get("kind") ?? ""];
  });
  blueprint.get("/error/stack", () => endless(0));
  blueprint.get("/stream-error", async function* () {
    yield "first";
    await new Promise((resolve) => setTimeout(resolve, 20));
    throw new Error("no more");
  });
  return blueprint;
}

function endless(depth: number): number {
  return endless(depth + 1) + 1;
}
