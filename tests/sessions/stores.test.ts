/** Stores of sessions: the cases that each has to pass, and the command that clears them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon } from "flagon";
import { MemorySessionStore, sessions, type SessionStore } from "flagon/sessions";
import { sessionStoreCases } from "flagon/testing";

describe("the store in memory", () => {
  for (const { name, run } of sessionStoreCases(() => new MemorySessionStore())) it(name, run);
});

describe("the cases of stores", () => {
  const flaws: Record<string, (store: MemorySessionStore) => Partial<SessionStore>> = {
    "forgets nothing": () => ({ delete: () => {} }),
    "brings back what was deleted": (store) => ({
      save: (id, text, { expires }) => store.save(id, text, { expires, mustExist: false }),
    }),
    "clears everything": () => ({ clearExpired: () => 2 }),
    "keeps the beginning only": (store) => ({ load: (id) => store.load(id)?.slice(0, 10) }),
    "mixes sessions up": (store) => ({
      save: (_id, text, options) => store.save("x", text, options),
      load: () => store.load("x"),
    }),
  };
  for (const [flaw, spoil] of Object.entries(flaws)) {
    it(`find a store that ${flaw}`, async () => {
      const make = (): SessionStore => {
        const store = new MemorySessionStore();
        const sound: SessionStore = {
          load: (id) => store.load(id),
          save: (id, text, options) => store.save(id, text, options),
          delete: (id) => store.delete(id),
          clearExpired: () => store.clearExpired(),
        };
        return { ...sound, ...spoil(store) };
      };
      const results = await Promise.allSettled(sessionStoreCases(make).map(({ run }) => run()));
      assert.ok(results.some(({ status }) => status === "rejected"));
    });
  }
});

it("flagon clear-sessions tells how many sessions it forgot", async () => {
  const app = new Flagon();
  const store = new MemorySessionStore();
  app.install(sessions({ store }));
  store.save("a", "old", { expires: new Date(0), mustExist: false });
  const lines: string[] = [];
  const command = app.parts.commands.find(({ name }) => name === "clear-sessions")!;
  const context = {
    app,
    print: (line: string) => void lines.push(line),
    warn: () => {},
    progress: () => undefined,
    ask: async () => "",
    signal: new AbortController().signal,
  };
  await command.run({}, context);
  assert.deepEqual([lines, store.size], [["Sessions cleared: 1."], 0]);
});

it("the check for deployment warns of sessions in memory", () => {
  const app = new Flagon();
  app.install(sessions({ store: new MemorySessionStore() }));
  const codes = (deploy: boolean) => app.check({ deploy }).map(({ code }) => code);
  assert.ok(codes(true).includes("sessions.memory-store"));
  assert.ok(!codes(false).includes("sessions.memory-store"));
});

it("the check for deployment warns of a cookie that others can read", () => {
  const codes = (sessionCookie: { secure?: boolean; httpOnly?: boolean }, deploy = true) => {
    const app = new Flagon({ config: { secretKey: "k".repeat(40), sessionCookie } });
    app.install(sessions());
    const found = app.check({ deploy });
    return found.filter(({ code }) => code === "sessions.insecure-cookie").map((m) => m.where);
  };
  assert.deepEqual(codes({ secure: false }), ["setting sessionCookie.secure"]);
  assert.deepEqual(codes({ httpOnly: false }), ["setting sessionCookie.httpOnly"]);
  assert.deepEqual(codes({}), []);
  assert.deepEqual(codes({ secure: false }, false), []);
});
