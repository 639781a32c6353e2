/** One session cookie that a Flask process and a Flagon process write in turns. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";
import { Flagon } from "flagon";
import { sessions } from "flagon/sessions";
import { ask } from "../support/fetching.ts";

declare module "flagon/sessions" {
  interface SessionData {
    by?: string[];
    name?: string;
  }
}

const KEY = "a key that both processes have, and nobody else";
const PYTHON = ["/usr/bin/python3", "python3"].find(
  (path) => spawnSync(path, ["-c", "import flask"]).status === 0,
);

interface Visit {
  body: { n: number; by: string[]; name: string | null };
  cookie: string;
}

function flagonSite(): Flagon {
  const app = new Flagon({ config: { secretKey: KEY } });
  app.install(sessions({ hostPrefix: false }));
  app.get("/", ({ session }) => {
    session.n = (session.n ?? 0) + 1;
    session.by = [...(session.by ?? []), "Flagon"];
    session.name ??= "Zoë 🍷";
    return { n: session.n, by: session.by, name: session.name };
  });
  return app;
}

describe(
  "a session cookie",
  { skip: PYTHON === undefined ? "there is no Flask here" : false },
  () => {
    const flask = spawn(PYTHON ?? "", [join(import.meta.dirname, "flask_visits.py"), KEY], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: flask.stdout })[Symbol.asyncIterator]();
    after(async () => {
      flask.stdin.end();
      await once(flask, "exit");
    });

    async function visitFlask(cookie: string | null): Promise<Visit> {
      flask.stdin.write(`${JSON.stringify({ cookie })}\n`);
      return JSON.parse((await lines.next()).value!) as Visit;
    }

    async function visitFlagon(cookie: string | null): Promise<Visit> {
      const headers = cookie === null ? {} : { cookie: `session=${cookie}` };
      const reply = await ask(flagonSite(), "/", { headers });
      const held = /^session=([^;]*)/.exec(reply.headers.getSetCookie()[0]!)![1]!;
      return { body: (await reply.json()) as Visit["body"], cookie: held };
    }

    it("that Flask wrote goes on in Flagon, and back", async () => {
      const first = await visitFlask(null);
      const second = await visitFlagon(first.cookie);
      assert.deepEqual(second.body, { n: 2, by: ["Flask", "Flagon"], name: "Zoë 🍷" });
      const third = await visitFlask(second.cookie);
      assert.deepEqual(third.body, { n: 3, by: ["Flask", "Flagon", "Flask"], name: "Zoë 🍷" });
    });

    it("that Flagon wrote goes on in Flask, until it is large enough to be compressed", async () => {
      let visit = await visitFlagon(null);
      for (let round = 0; round < 60; round++) {
        visit = await visitFlask(visit.cookie);
        visit = await visitFlagon(visit.cookie);
      }
      assert.equal(visit.body.n, 121);
      assert.match(visit.cookie, /^\./, "it is compressed by now");
    });

    it("that was changed is none to either", async () => {
      const { cookie } = await visitFlagon(null);
      const changed = cookie.replace(/.$/, (last) => (last === "A" ? "B" : "A")).replace(/^./, "f");
      assert.equal((await visitFlask(changed)).body.n, 1);
      assert.equal((await visitFlagon(changed)).body.n, 1);
    });
  },
);
