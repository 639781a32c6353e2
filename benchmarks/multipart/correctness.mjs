/** Gives each parser well-formed and hostile bodies, whole and cut at every byte, and counts what comes out right. */

import { PARSERS } from "./parsers.mjs";

const head = (disposition, more = "") =>
  `Content-Disposition: form-data; ${disposition}\r\n${more}\r\n`;
const body = (...parts) => `${parts.map((part) => `--x\r\n${part}\r\n`).join("")}--x--\r\n`;

/** `[what, body, the parts that are in it]`: names are text, contents Latin-1; null where readers may differ. */
const GOOD = [
  ["a field", body(`${head('name="a"')}1`), [["a", null, "1"]]],
  ["an empty field", body(head('name="a"')), [["a", null, ""]]],
  [
    "two of one name",
    body(`${head('name="a"')}1`, `${head('name="a"')}2`),
    [
      ["a", null, "1"],
      ["a", null, "2"],
    ],
  ],
  [
    "a file",
    body(`${head('name="f"; filename="a.bin"', "Content-Type: image/png\r\n")}\x00\xff\r\n\r\n`),
    [["f", "a.bin", "\x00\xff\r\n\r\n"]],
  ],
  ["preamble and epilogue", `ignored\r\n${body(`${head('name="a"')}1`)}more`, [["a", null, "1"]]],
  ["no line end at the end", body(`${head('name="a"')}1`).slice(0, -2), [["a", null, "1"]]],
  [
    "white space after the boundary",
    body(`${head('name="a"')}1`).replace("--x\r", "--x \t\r"),
    [["a", null, "1"]],
  ],
  [
    "content like a boundary",
    body(`${head('name="a"')}\r\n-x\r\n--\r--x\n--x\r\n-\r\n--X`),
    [["a", null, "\r\n-x\r\n--\r--x\n--x\r\n-\r\n--X"]],
  ],
  [
    "a line that begins as the boundary does",
    body(`${head('name="a"')}\r\n--xy\r\nz`),
    [["a", null, "\r\n--xy\r\nz"]],
  ],
  ["content of line ends", body(`${head('name="a"')}\r\n\r\r\n\n`), [["a", null, "\r\n\r\r\n\n"]]],
  [
    "UTF-8 names",
    body(
      `${head('name="\xc3\xbc"; filename="\xe2\x82\xac.txt"', "Content-Type: text/plain\r\n")}\xc3\xa4`,
    ),
    [["\u00fc", "\u20ac.txt", "\xc3\xa4"]],
  ],
  ["quotes as browsers write them", body(`${head('name="a%22b"; filename="c%0D%0A.txt"')}1`), null],
  ["a quoted pair", body(`${head('name="a\\"b"')}1`), [['a"b', null, "1"]]],
  ["a name without quotes", body(`${head("name=a")}1`), [["a", null, "1"]]],
  [
    "parameters in other letters and order",
    body('content-disposition: Form-Data; FileName="b"; NAME="a"\r\n\r\n1'),
    [["a", "b", "1"]],
  ],
  [
    "a semicolon in a name",
    body(`${head('name="a;b=c"; filename="d;e.txt"')}1`),
    [["a;b=c", "d;e.txt", "1"]],
  ],
  [
    "filename*",
    body(`${head("name=f; filename*=UTF-8''%e2%82%ac.txt")}1`),
    [["f", "\u20ac.txt", "1"]],
  ],
  [
    "filename and filename*",
    body(`${head("name=f; filename=\"e.txt\"; filename*=UTF-8''%e2%82%ac.txt")}1`),
    [["f", "\u20ac.txt", "1"]],
  ],
  ["a path of Windows", body(`${head('name="f"; filename="C:\\dir\\a.txt"')}1`), null],
  ["__proto__", body(`${head('name="__proto__"')}1`), [["__proto__", null, "1"]]],
  ["no part", "--x--\r\n", []],
];
const many = (count) =>
  body(...Array.from({ length: count }, (_, at) => `${head(`name="a${at}"`)}1`));
/** `[what, body]`: to be refused, within a second. */
const BAD = [
  ["nothing", ""],
  ["no boundary at all", "hello"],
  ["no last boundary", body(`${head('name="a"')}1`).replace("--x--\r\n", "")],
  ["ends in a part", `--x\r\n${head('name="a"')}half`],
  ["ends in a head", "--x\r\nContent-Disposition: form-d"],
  ["ends in a boundary", body(`${head('name="a"')}1`).slice(0, -5)],
  ["another boundary", body(`${head('name="a"')}1`).replaceAll("--x", "--y")],
  ["a head of 100 KB", body(`${head('name="a"', `X: ${"y".repeat(100_000)}\r\n`)}1`)],
  ["a head of 10,000 lines", body(`${head('name="a"', "X: y\r\n".repeat(10_000))}1`)],
  ["10,000 parts", many(10_000)],
  ["no name", body("Content-Disposition: form-data\r\n\r\n1")],
  ["no Content-Disposition", body("Content-Type: text/plain\r\n\r\n1")],
  ["not form-data", body('Content-Disposition: attachment; name="a"\r\n\r\n1')],
  [
    "two Content-Dispositions",
    body(`${head('name="a"', 'Content-Disposition: form-data; name="b"\r\n')}1`),
  ],
  ["two names", body(`${head('name="a"; name="b"')}1`)],
  ["a line without a colon", body(`${head('name="a"', "nonsense\r\n")}1`)],
  ["a blank before the colon", body('Content-Disposition : form-data; name="a"\r\n\r\n1')],
  ["a bare LF in a head", body('Content-Disposition: form-data; name="a"\nX: y\r\n\r\n1')],
  ["a bare CR in a head", body('Content-Disposition: form-data; name="a"\rX: y\r\n\r\n1')],
  ["NUL in a name", body(`${head('name="a\x00b"')}1`)],
  ["an open quote", body(`${head('name="a')}1`)],
  ["no UTF-8 in a name", body(`${head('name="\xff"')}1`)],
  ["filename* that is broken", body(`${head("name=f; filename*=UTF-8''%zz")}1`)],
];

const bytes = (text) => new Uint8Array(Buffer.from(text, "latin1"));
const byOne = (all) => Array.from(all, (_, at) => all.subarray(at, at + 1));
const SLOW_MS = 5000;

async function attempt(read, chunks) {
  const timeout = new Promise((resolve) => setTimeout(resolve, SLOW_MS, "hangs").unref());
  const reading = Promise.resolve()
    .then(() => read(chunks, "x"))
    .catch((error) => `refused: ${error.message}`);
  return Promise.race([reading, timeout]);
}

const shown = (result) =>
  (typeof result === "string" ? result : JSON.stringify(result)).slice(0, 100);
const sorted = (parts) =>
  JSON.stringify(parts.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)));
process.on("uncaughtException", (error) => crashes.push(error.message));
let crashes = [];

for (const [name, read] of Object.entries(PARSERS)) {
  const wrong = [];
  let good = 0;
  let steady = 0;
  let bad = 0;
  for (const [what, text, want] of GOOD) {
    const all = bytes(text);
    const whole = await attempt(read, [all]);
    const cuts = [
      byOne(all),
      ...Array.from(all.keys(), (at) => [all.subarray(0, at), all.subarray(at)]).slice(1),
    ];
    const differing = [];
    for (const chunks of cuts) {
      const cut = await attempt(read, chunks);
      if (shown(cut) !== shown(whole)) differing.push(shown(cut));
    }
    if (differing.length === 0) steady++;
    else wrong.push(`cut: ${what}: ${differing.length} of ${cuts.length} differ, ${differing[0]}`);
    const isRight = typeof whole !== "string" && (want === null || sorted(whole) === sorted(want));
    if (isRight) good++;
    else wrong.push(`good: ${what}: ${shown(whole)}`);
  }
  for (const [what, text] of BAD) {
    crashes = [];
    const result = await attempt(read, [bytes(text)]);
    if (typeof result === "string" && result !== "hangs" && crashes.length === 0) bad++;
    else
      wrong.push(`bad: ${what}: ${crashes.length > 0 ? `uncaught ${crashes[0]}` : shown(result)}`);
  }
  console.log(
    `${name}: right ${good}/${GOOD.length}, the same however cut ${steady}/${GOOD.length}, hostile refused ${bad}/${BAD.length}`,
  );
  for (const line of wrong) console.log(`    ${line}`);
}
process.exit();
