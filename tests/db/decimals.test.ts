/** Decimals: exact sums and products, rounding as it is asked for, texts that are none. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Decimal, type Rounding } from "../../src/db/decimal.ts";

const d = (value: string | number | bigint) => Decimal.from(value);

describe("a decimal", () => {
  it("is read from texts, numbers and bigints, and keeps its places", () => {
    const cases: [value: string | number | bigint, text: string][] = [
      ["12.50", "12.50"],
      ["-0.00", "0.00"],
      ["+1.", "1"],
      [".5", "0.5"],
      ["1e3", "1000"],
      ["1.25E-3", "0.00125"],
      [" 7 ", "7"],
      ["007", "7"],
      [0.1, "0.1"],
      [1e21, `1${"0".repeat(21)}`],
      [5e-7, "0.0000005"],
      [10n ** 40n, `1${"0".repeat(40)}`],
    ];
    for (const [value, text] of cases) assert.equal(String(d(value)), text);
  });

  it("is not read from what is none", () => {
    for (const value of [
      "",
      ".",
      "-",
      "1,5",
      "1 000",
      "0x10",
      "NaN",
      "Infinity",
      "1e",
      "1e99999",
      "--1",
      "1.2.3",
      "٣",
    ]) {
      assert.throws(() => d(value), { code: "db.no-decimal" }, value);
    }
    assert.throws(() => d(Number.NaN), { code: "db.no-decimal" });
    assert.equal(Decimal.find({}), undefined);
    assert.equal(Decimal.find("9".repeat(30_000)), undefined);
  });

  it("is added, subtracted and multiplied exactly", () => {
    assert.equal(String(d("0.1").plus("0.2")), "0.3");
    assert.equal(String(d("1.10").plus(2)), "3.10");
    assert.equal(String(d("0.3").minus("0.10")), "0.20");
    assert.equal(String(d("-1.5").times("1.5")), "-2.25");
    const large = d("99999999999999999999.99");
    assert.equal(String(large.plus("0.01")), "100000000000000000000.00");
    assert.equal(String(large.negated().abs()), String(large));
  });

  it("is divided to the places that are asked for", () => {
    assert.equal(String(d(10).dividedBy(3, { places: 4 })), "3.3333");
    assert.equal(String(d("1").dividedBy("0.003", { places: 0 })), "333");
    assert.equal(String(d("0.0001").dividedBy("1000", { places: 2 })), "0.00");
    assert.throws(() => d(1).dividedBy("0.00", { places: 2 }), { code: "db.division-by-zero" });
  });

  it("is rounded as Python rounds", () => {
    // decimal.Decimal(text).quantize(Decimal("1"), rounding=…)
    const cases: [Rounding, [text: string, rounded: string][]][] = [
      [
        "halfEven",
        [
          ["0.5", "0"],
          ["1.5", "2"],
          ["2.5", "2"],
          ["-0.5", "0"],
          ["-1.5", "-2"],
          ["2.51", "3"],
        ],
      ],
      [
        "halfUp",
        [
          ["0.5", "1"],
          ["-0.5", "-1"],
          ["1.49", "1"],
        ],
      ],
      [
        "halfDown",
        [
          ["0.5", "0"],
          ["1.51", "2"],
          ["-1.5", "-1"],
        ],
      ],
      [
        "up",
        [
          ["0.01", "1"],
          ["-0.01", "-1"],
          ["1.00", "1"],
        ],
      ],
      [
        "down",
        [
          ["0.99", "0"],
          ["-0.99", "0"],
        ],
      ],
      [
        "floor",
        [
          ["0.99", "0"],
          ["-0.01", "-1"],
        ],
      ],
      [
        "ceil",
        [
          ["0.01", "1"],
          ["-0.99", "0"],
        ],
      ],
    ];
    for (const [rounding, pairs] of cases) {
      for (const [text, rounded] of pairs) {
        assert.equal(String(d(text).round(0, rounding)), rounded, `${rounding} ${text}`);
      }
    }
    assert.equal(String(d("1.5").round(3)), "1.500");
  });

  it("is compared by its value, and sorted", () => {
    assert.ok(d("1.10").equals("1.1"));
    assert.ok(d("-2").lessThan("-1.99"));
    assert.ok(d("10").greaterThan(9));
    const sorted = ["10", "9.5", "-1", "9.50"].map(d).sort(Decimal.compare);
    assert.deepEqual(sorted.map(String), ["-1", "9.5", "9.50", "10"]);
    assert.deepEqual([d("-0.1").sign, d("0.0").sign, d("3").sign], [-1, 0, 1]);
  });

  it("differs from another one in tests, too", () => {
    assert.notDeepEqual(d("1.5"), d("1.6"));
    assert.deepEqual(d("1").plus("0.5"), d("1.5"));
  });

  it("is text in JSON and in templates, and refuses operators", () => {
    assert.equal(JSON.stringify({ price: d("1.50") }), '{"price":"1.50"}');
    assert.equal(`${d("1.50")}`, "1.50");
    assert.equal(d("1.50").toNumber(), 1.5);
    const [a, b] = [d("1.5"), d("10")] as unknown as [number, number];
    assert.throws(() => a < b, { code: "db.decimal-operator" });
    assert.throws(() => a + b, { code: "db.decimal-operator" });
  });

  it("holds the laws of arithmetic for numbers of all sizes", () => {
    const texts = ["0", "-0.1", "3.14159", "1e30", "-99999999999999999999.999", "7e-25"];
    for (const a of texts.map(d)) {
      for (const b of texts.map(d)) {
        assert.ok(a.plus(b).minus(b).equals(a));
        assert.ok(a.times(b).equals(b.times(a)));
        assert.equal(Decimal.compare(a, b), -Decimal.compare(b, a) + 0);
        if (b.sign !== 0) assert.ok(a.times(b).dividedBy(b, { places: 40 }).equals(a));
      }
    }
  });
});
