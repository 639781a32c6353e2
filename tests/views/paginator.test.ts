/** Pages of lists: numbers, rows, orphans, and the numbers to show. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NotFound } from "flagon";
import { Paginator } from "flagon/views";

const rows = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe("a paginator", () => {
  it("cuts rows into pages that know their neighbours and their place", async () => {
    const paginator = new Paginator(rows(25), 10);
    assert.equal(await paginator.count(), 25);
    assert.deepEqual(await paginator.pageRange(), [1, 2, 3]);
    const page = await paginator.page(2);
    assert.deepEqual([...page], rows(20).slice(10));
    assert.deepEqual(
      [page.hasNext, page.hasPrevious, page.nextNumber, page.previousNumber],
      [true, true, 3, 1],
    );
    assert.deepEqual([page.startIndex, page.endIndex, page.length], [11, 20, 10]);
    const last = await paginator.page("last");
    assert.deepEqual([last.number, last.hasNext, last.nextNumber], [3, false, undefined]);
    assert.deepEqual([last.startIndex, last.endIndex], [21, 25]);
  });

  it("puts rows that would be alone on the page before", async () => {
    const pages = async (count: number, orphans: number): Promise<number[]> => {
      const paginator = new Paginator(rows(count), 10, { orphans });
      const numbers = await paginator.pageRange();
      return Promise.all(numbers.map(async (number) => (await paginator.page(number)).length));
    };
    assert.deepEqual(await pages(22, 2), [10, 12]);
    assert.deepEqual(await pages(23, 2), [10, 10, 3]);
    assert.deepEqual(await pages(10, 2), [10]);
    assert.deepEqual(await pages(2, 2), [2]);
    assert.deepEqual(await pages(12, 2), [12]);
  });

  it("refuses pages that are not there, and what is no number", async () => {
    const paginator = new Paginator(rows(25), 10);
    for (const wanted of [0, 4, -1, "0", "x", "1.5", "", "1e1", " 1", "9".repeat(30), 1.5, {}])
      await assert.rejects(paginator.page(wanted), NotFound, String(wanted));
  });

  it("gives some page whatever is asked for, where that is wanted", async () => {
    const paginator = new Paginator(rows(25), 10);
    for (const [wanted, number] of [
      ["2", 2],
      ["x", 1],
      [null, 1],
      [undefined, 1],
      ["99", 3],
      ["-5", 3],
      ["last", 3],
    ] as const)
      assert.equal((await paginator.getPage(wanted)).number, number);
  });

  it("has one empty page where there are no rows, or none", async () => {
    const page = await new Paginator([], 10).page(1);
    assert.deepEqual([page.length, page.startIndex, page.endIndex], [0, 0, 0]);
    const strict = new Paginator([], 10, { allowEmptyFirstPage: false });
    assert.equal(await strict.pageCount(), 0);
    await assert.rejects(strict.page(1), NotFound);
    assert.equal((await strict.getPage(1)).length, 0);
  });

  it("names the pages around one and at both ends", async () => {
    const paginator = new Paginator(rows(500), 10);
    const shown = async (number: number, options = {}): Promise<string> =>
      (await paginator.elidedPageRange(number, options)).join(" ");
    assert.equal(await shown(1), "1 2 3 4 … 49 50");
    assert.equal(await shown(10), "1 2 … 7 8 9 10 11 12 13 … 49 50");
    assert.equal(await shown(6), "1 2 3 4 5 6 7 8 9 … 49 50");
    assert.equal(await shown(7), "1 2 3 4 5 6 7 8 9 10 … 49 50");
    assert.equal(await shown(50), "1 2 … 47 48 49 50");
    assert.equal(await shown(25, { onEachSide: 1, onEnds: 1 }), "1 … 24 25 26 … 50");
    assert.equal(await shown(3, { onEachSide: 0, onEnds: 0 }), "… 3");
    assert.equal(
      (await paginator.page(2)).elidedRange({ onEachSide: 1 }).join(" "),
      "1 2 3 … 49 50",
    );
  });

  it("refuses sizes that are none", () => {
    for (const size of [0, -1, 1.5, Number.NaN])
      assert.throws(() => new Paginator([], size), {
        code: "views.wrong-page-size",
        mend: /above 0/,
      });
    assert.throws(() => new Paginator([], 1, { orphans: -1 }), { code: "views.wrong-page-size" });
  });
});
