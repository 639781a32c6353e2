/** The current request without passing it. */

import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Flagon, FlagonError } from "flagon";
import {
  copyContext,
  currentApp,
  findRequest,
  g,
  getRequest,
  withAppContext,
  withRequestContext,
} from "flagon/globals";
import { ask } from "../support/fetching.ts";

function withCode(code: string) {
  return (error: unknown): boolean => error instanceof FlagonError && error.code === code;
}

describe("a view that asks for the current request", () => {
  it("gets its own, also among a thousand others", async () => {
    const app = new Flagon();
    app.get("/<int:id>", async (request, { id }) => {
      g()["id"] = id;
      await turn();
      if (id % 3 === 0) await turn();
      assert.equal(getRequest(), request);
      return { id, kept: g()["id"], path: getRequest().path };
    });
    const replies = await Promise.all(
      Array.from({ length: 1000 }, async (_, id) => (await ask(app, `/${id}`)).json()),
    );
    for (const [id, reply] of replies.entries())
      assert.deepEqual(reply, { id, kept: id, path: `/${id}` });
  });

  it("finds the app and the same state as the request has", async () => {
    const app = new Flagon();
    app.get("/", (request) => {
      g()["name"] = "ann";
      return { same: currentApp() === app, name: request.state["name"] };
    });
    assert.deepEqual(await (await ask(app, "/")).json(), { same: true, name: "ann" });
  });

  it("gets it between the pieces of a stream, and at its end", async () => {
    const app = new Flagon();
    const ended: unknown[] = [];
    app.get("/<int:id>", async function* () {
      try {
        for (let piece = 0; piece < 3; piece++) {
          await turn();
          yield `${getRequest().path} `;
        }
      } finally {
        ended.push(g() === getRequest().state);
      }
    });
    const server = await app.run({ port: 0, banner: false, handleSignals: false });
    try {
      const texts = await Promise.all(
        [1, 2].map(async (id) => (await fetch(`${server.url}/${id}`)).text()),
      );
      assert.deepEqual(texts, ["/1 /1 /1 ", "/2 /2 /2 "]);
      assert.equal(await (await ask(app, "/3")).text(), "/3 /3 /3 ");
      assert.deepEqual(ended, [true, true, true]);
    } finally {
      await server.close();
    }
  });

  it("keeps it in a callback of somebody else by copyContext", async () => {
    const app = new Flagon();
    const bell = new EventEmitter();
    app.get("/", () => {
      bell.once(
        "ring",
        copyContext((done: (path: string) => void) => done(getRequest().path)),
      );
      return "ok";
    });
    await ask(app, "/");
    const heard = once(bell, "heard");
    bell.emit("ring", (path: string) => bell.emit("heard", path));
    assert.deepEqual(await heard, ["/"]);
  });
});

describe("code outside of a request", () => {
  it("is told so, and how to open one", () => {
    assert.equal(findRequest(), undefined);
    assert.throws(() => getRequest(), withCode("globals.no-request"));
    assert.throws(() => g(), withCode("globals.no-app"));
    assert.throws(() => currentApp(), withCode("globals.no-app"));
  });

  it("builds urls and keeps values in an app context", () => {
    const app = new Flagon();
    app.get("/articles/<slug:slug>", { endpoint: "article" }, () => "");
    const url = withAppContext(app, () => {
      g()["slug"] = "x";
      return currentApp().urlFor("article", { slug: g()["slug"] });
    });
    assert.equal(url, "/articles/x");
  });

  it("opens a request whose route is matched and whose view does not run", () => {
    const app = new Flagon();
    app.get("/articles/<int:id>", { endpoint: "article" }, () => assert.fail("the view ran"));
    const seen = withRequestContext(app, "/articles/7?page=2", () => {
      const { endpoint, params, query } = getRequest();
      return { endpoint, id: params["id"], page: query.get("page") };
    });
    assert.deepEqual(seen, { endpoint: "article", id: 7, page: "2" });
    assert.equal(findRequest(), undefined);
  });
});
