/** Factories of rows: sequences, related rows, chance that is the same in each run. */

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { f, model, registerModels } from "flagon/db";
import { databaseSuite, factory, many, sequence } from "flagon/testing/database";

class Person extends model({ name: f.char({ maxLength: 40 }), email: f.email({ unique: true }) }) {}

class Topic extends model({ label: f.slug() }) {}

class Story extends model({
  title: f.char({ maxLength: 40 }),
  status: f.char({ choices: ["draft", "live"], default: "draft" }),
  writer: f.foreignKey(Person, { onDelete: "cascade" }),
  topics: f.manyToMany(Topic),
}) {}

registerModels([Person, Topic, Story]);

const persons = () =>
  factory(Person, {
    name: sequence((n) => `Person ${n}`),
    email: sequence((n) => `p${n}@x.example`),
  });

describe("a factory", () => {
  databaseSuite({ before, after, beforeEach, afterEach }, "sqlite::memory:");

  it("makes a valid row with what it refers to", async () => {
    const stories = factory(Story, { title: sequence((n) => `Title ${n}`), writer: persons() });
    const story = await stories.create();
    await story.fullClean();
    assert.deepEqual(
      [story.title, story.status, (await story.writer).name],
      ["Title 1", "draft", "Person 1"],
    );
    const [second, third] = await stories.createMany(2, { status: "live" });
    assert.deepEqual([second!.title, third!.title, third!.status], ["Title 2", "Title 3", "live"]);
    assert.deepEqual([await Story.count(), await Person.count()], [3, 3]);
  });

  it("takes what a test says before everything else, a row of its own too", async () => {
    const stories = factory(Story, { title: "x", writer: persons() });
    const ann = await persons().create({ name: "Ann" });
    const story = await stories.with({ status: "live" }).create({ title: "Mine", writer: ann });
    assert.deepEqual([story.title, story.status, story.writerId], ["Mine", "live", ann.id]);
    assert.equal(await Person.count(), 1);
  });

  it("adds rows to many-to-many relations", async () => {
    const topics = factory(Topic, { label: sequence((n) => `t${n}`) });
    const story = await factory(Story, {
      title: "x",
      writer: persons(),
      topics: many(topics, 3),
    }).create();
    assert.equal(await story.topics.count(), 3);
  });

  it("makes rows that are not saved", async () => {
    const story = factory(Story, { title: "x", writer: persons() }).make();
    assert.equal(story.title, "x");
    assert.equal(await Person.count(), 0);
  });

  it("has the same chance in each run", () => {
    const dice = () => sequence((_n, random) => Math.floor(random() * 6) + 1, { seed: 7 });
    const [one, two] = [dice(), dice()];
    const throws = Array.from({ length: 20 }, () => one.next());
    assert.deepEqual(
      Array.from({ length: 20 }, () => two.next()),
      throws,
    );
    assert.ok(new Set(throws).size > 3 && throws.every((value) => value >= 1 && value <= 6));
  });

  it("knows the fields of the model", () => {
    // @ts-expect-error there is no such field
    factory(Person, { nmae: "x" });
    // @ts-expect-error a number is no name
    factory(Person, { name: 3 });
    // @ts-expect-error a sequence of numbers is none either
    factory(Person, { name: sequence((n) => n) });
    // @ts-expect-error there is no such field
    void (() => persons().create({ nmae: "x" }));
  });
});
