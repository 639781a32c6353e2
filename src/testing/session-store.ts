/** What every store of sessions has to keep to: the cases that Flagon's own stores pass, for yours. */

import assert from "node:assert/strict";
import { now, setClock } from "../base/clock.ts";
import type { SessionStore } from "../sessions/store.ts";

/** One thing that a store has to keep to. */
export interface SessionStoreCase {
  /** A sentence: "forgets a session that was deleted". */
  readonly name: string;
  /** Throws where the store of the case does not. */
  run(): Promise<void>;
}

type Check = (store: SessionStore) => Promise<void>;

const ID = "A".repeat(32);
const OTHER = "B".repeat(32);
const HOUR_MS = 3_600_000;

const CHECKS: Readonly<Record<string, Check>> = {
  "gives nothing for an id that it does not know": async (store) => {
    assert.equal(await store.load(ID), undefined);
  },
  "gives back what was saved, letter for letter": async (store) => {
    const text = '{"name":"Zoë 🍷","line":"a\\nb","nul":"\\u0000"}';
    assert.equal(await save(store, ID, text), true);
    assert.equal(await store.load(ID), text);
  },
  "keeps sessions apart, and replaces what was there": async (store) => {
    await save(store, ID, "one");
    await save(store, OTHER, "two");
    await save(store, ID, "three", { mustExist: true });
    assert.deepEqual([await store.load(ID), await store.load(OTHER)], ["three", "two"]);
  },
  "forgets a session that was deleted, and takes it well when there is none": async (store) => {
    await save(store, ID, "one");
    await store.delete(ID);
    await store.delete(ID);
    assert.equal(await store.load(ID), undefined);
  },
  "does not bring back a deleted session by a late save": async (store) => {
    await save(store, ID, "one");
    await store.delete(ID);
    assert.equal(await save(store, ID, "late", { mustExist: true }), false);
    assert.equal(await store.load(ID), undefined);
  },
  "gives no session that has expired, and does not bring it back": async (store) => {
    await save(store, ID, "one");
    await later(HOUR_MS + 1000, async () => {
      assert.equal(await store.load(ID), undefined);
      assert.equal(await save(store, ID, "late", { mustExist: true }), false);
    });
  },
  "keeps a session longer when it is saved again": async (store) => {
    await save(store, ID, "one");
    await later(HOUR_MS / 2, () => save(store, ID, "two", { mustExist: true }));
    await later(HOUR_MS * 1.25, async () => assert.equal(await store.load(ID), "two"));
  },
  "clears what has expired, and nothing else": async (store) => {
    await save(store, ID, "old");
    await later(HOUR_MS / 2, () => save(store, OTHER, "new"));
    await later(HOUR_MS + 1000, async () => {
      assert.equal(await store.clearExpired(), 1);
      assert.equal(await store.load(OTHER), "new");
      assert.equal(await store.clearExpired(), 0);
    });
  },
  "keeps a session of some size": async (store) => {
    const text = "x".repeat(100_000);
    await save(store, ID, text);
    assert.equal(await store.load(ID), text);
  },
};

/**
 * Gives the cases that a store of sessions has to pass, each with a store of its own.
 *
 * Stores have to ask `now()` of `flagon/clock` for the time, which the cases move on.
 *
 * @param make makes an empty store
 * @example
 * for (const { name, run } of sessionStoreCases(() => new MemorySessionStore())) it(name, run);
 */
export function sessionStoreCases(
  make: () => SessionStore | Promise<SessionStore>,
): SessionStoreCase[] {
  return Object.entries(CHECKS).map(([name, check]) => ({
    name,
    run: async () => check(await make()),
  }));
}

async function save(
  store: SessionStore,
  id: string,
  text: string,
  { mustExist = false }: { mustExist?: boolean } = {},
): Promise<boolean> {
  return store.save(id, text, { expires: new Date(now() + HOUR_MS), mustExist });
}

/** Runs something at another time than now. */
async function later(ms: number, work: () => Promise<unknown>): Promise<void> {
  const at = now() + ms;
  const before = setClock(() => at);
  try {
    await work();
  } finally {
    setClock(before);
  }
}
