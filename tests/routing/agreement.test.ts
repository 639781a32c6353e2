/** Two ways to one answer: the fast matcher against the careful one, the linear scanner against the platform's expressions. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BuiltIn, builtInConverters } from "../../src/routing/converters.ts";
import { RuleMap } from "../../src/routing/index.ts";
import { dynamicPart } from "../../src/routing/parts.ts";
import { parseArguments } from "../../src/routing/syntax.ts";

/** A generator of numbers that are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PIECES = [
  "a",
  "b",
  "ab",
  "<X>",
  "<int:X>",
  "<path:X>",
  "v<int:X>",
  "<X>-<Y>",
  "<any(a,ab):X>",
];
const WORDS = ["a", "b", "ab", "abc", "1", "12", "v1", "a-b", "a-b-c", "", "x\0y", "ü", "😀"];

describe("the fast matcher", () => {
  it("finds what the careful one finds, and nothing else", () => {
    const random = numbers(7);
    let hits = 0;
    for (let round = 0; round < 150; round++) {
      const map = randomMap(random);
      for (let turn = 0; turn < 60; turn++) {
        const words = Array.from({ length: 1 + random(4) }, () => WORDS[random(WORDS.length)]);
        const path = `/${words.join("/")}${random(3) === 0 ? "/" : ""}`;
        const method = ["GET", "HEAD", "POST", "PATCH"][random(4)]!;
        const quick = map.find(method, path);
        const careful = map.bind({ path, method }).match();
        const expected = careful.kind === "found" ? [careful.rule.rule, careful.params] : null;
        assert.deepEqual(quick === null ? null : [quick.rule.rule, quick.params], expected, path);
        if (quick !== null) hits++;
      }
    }
    assert.ok(hits > 1000, `only ${hits} paths were found`);
  });
});

function randomMap(random: (below: number) => number): RuleMap<null> {
  const map = new RuleMap<null>({ strictSlashes: random(3) > 0 });
  for (let count = 0; count < 2 + random(9); count++) {
    let number = 0;
    const pieces = Array.from({ length: random(4) }, () => PIECES[random(PIECES.length)]!);
    const named = pieces.map((piece) => piece.replace(/[XY](?=>)/g, () => `p${number++}`));
    const rule = `/${named.join("/")}${random(3) === 0 && named.length > 0 ? "/" : ""}`;
    const methods = random(3) === 0 ? { methods: [["GET"], ["POST"]][random(2)]! } : {};
    try {
      map.add(rule, { endpoint: `e${count}`, ...methods }, null);
    } catch (error) {
      assert.equal((error as { code: string }).code, "routing.duplicate-rule");
    }
  }
  return map;
}

describe("the linear scanner", () => {
  it("gives the groups that a backtracking expression would give", () => {
    const random = numbers(11);
    const kinds = ["string", "int", "float", "slug", "path", "any(a,ab,b)", "string(length=2)"];
    kinds.push("int(signed=True)", "string(minlength=2)", "string(maxlength=2)");
    for (let round = 0; round < 3000; round++) {
      const pieces = Array.from({ length: 2 + random(3) }, (_, index) =>
        random(3) === 0
          ? ["-", ".", "a", "/"][random(4)]!
          : param(kinds[random(kinds.length)]!, index),
      );
      if (pieces.every((piece) => typeof piece === "string")) continue;
      const { matcher } = dynamicPart(pieces, false);
      const expression = new RegExp(
        `^${pieces.map((piece) => (typeof piece === "string" ? `[${piece}]` : `(${piece.converter.regex})`)).join("")}$`,
        "du",
      );
      for (let turn = 0; turn < 6; turn++) {
        const text = Array.from(
          { length: random(8) },
          () => ["a", "b", "1", "-", ".", "😀", "/"][random(7)],
        ).join("");
        const expected = expression.exec(text)?.indices?.slice(1).flat() ?? null;
        assert.deepEqual(matcher.match(text, 0, text.length), expected, `${expression} on ${text}`);
      }
    }
  });

  function param(kind: string, index: number) {
    const [name, args = ""] = kind.split(/[()]/);
    const factory = builtInConverters[name!]!;
    const converter = typeof factory === "function" ? factory(parseArguments(args)) : factory;
    assert.ok(converter instanceof BuiltIn);
    return { name: `p${index}`, converter };
  }
});

describe("a path made to be slow", () => {
  const rules = [
    "/<a>-<b>",
    "/<a>-<b>-<c>-<d>-<e>",
    "/<path:a>/x/<path:b>/y",
    "/<path:p>/",
    "/<float:x>.<y>z",
  ];
  const paths = [
    "-a".repeat(7000),
    "a".repeat(14000),
    "1.".repeat(7000),
    "a/".repeat(7000),
    "/".repeat(14000),
  ];
  for (const rule of rules)
    it(`is answered at once by ${rule}`, () => {
      const map = new RuleMap<null>();
      map.add(`/r${rule}/end`, { endpoint: "it" }, null);
      const start = performance.now();
      for (const path of paths) {
        map.find("GET", `/r/${path}\n`);
        map.explain({ path: `/r/${path}\n` });
      }
      assert.ok(performance.now() - start < 500, `${performance.now() - start} ms`);
    });
});
