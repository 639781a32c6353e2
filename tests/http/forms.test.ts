/** Forms: what is read, the limits, and hostile bodies. */

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { type Form, type FormOptions, parseForm } from "../../src/http/forms.ts";
import { MultipartDecoder } from "../../src/http/multipart.ts";
import { temporaryFileSinks } from "../../src/http/uploads.ts";

const folder = mkdtempSync(join(tmpdir(), "flagon-test-"));
after(() => rmSync(folder, { recursive: true }));

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const URLENCODED = "application/x-www-form-urlencoded";
const MULTIPART = "multipart/form-data; boundary=x";

function part(name: string, content: string, more = ""): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;
}

function multipart(text: string, options?: FormOptions): Promise<Form> {
  return parseForm([bytes(text)], MULTIPART, options);
}

describe("an urlencoded form", () => {
  it("gives its fields", async () => {
    const { fields, files } = await parseForm(
      [bytes("a=1&a=2&b=x+"), bytes("y%C3%A9")],
      `${URLENCODED}; charset=utf-8`,
    );
    assert.deepEqual(fields.getAll("a"), ["1", "2"]);
    assert.equal(fields.get("b"), "x yé");
    assert.equal(files.size, 0);
  });

  it("is refused beyond its limits, and where it is no UTF-8", async () => {
    await assert.rejects(parseForm([bytes("a=12345")], URLENCODED, { formBytes: 5 }), {
      status: 413,
    });
    await assert.rejects(parseForm([bytes("a&b&c")], URLENCODED, { maxFields: 2 }), {
      status: 413,
    });
    await assert.rejects(parseForm([bytes("a&".repeat(2000))], URLENCODED), { status: 413 });
    await assert.rejects(parseForm([bytes("a=%ff")], URLENCODED), { status: 400 });
    await assert.rejects(parseForm([bytes("a=\xff")], URLENCODED), { status: 400 });
    await assert.rejects(parseForm([bytes("{}")], "application/json"), { status: 415 });
    await assert.rejects(parseForm([bytes("a=1")], undefined), { status: 415 });
  });

  it("reads no further than its limit", async () => {
    let given = 0;
    function* endless(): Generator<Uint8Array> {
      while (true) {
        given += 1000;
        yield new Uint8Array(1000).fill(97);
      }
    }
    await assert.rejects(parseForm(endless(), URLENCODED, { formBytes: 10_000 }), { status: 413 });
    assert.equal(given, 11_000);
  });
});

describe("a multipart form", () => {
  const body = `ignored\r\n${part("a", "1")}${part("a", "two\r\nlines\r\n--xy\r\n")}${part("f", "\x00\xff", '; filename="C:\\dir\\ü.bin"\r\nContent-Type: image/png').replace("ü", "\xc3\xbc")}--x--\r\nignored`;

  it("gives its fields and files, however its bytes are cut", async () => {
    for (const size of [1, 2, 3, 5, 7, 16, 50, 1000]) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < body.length; at += size) chunks.push(bytes(body.slice(at, at + size)));
      const { fields, files } = await parseForm(chunks, MULTIPART);
      assert.deepEqual(fields.getAll("a"), ["1", "two\r\nlines\r\n--xy\r\n"], `chunks of ${size}`);
      const file = files.get("f")!;
      assert.deepEqual(
        [file.name, file.rawName, file.type, file.size],
        ["ü.bin", "C:\\dir\\ü.bin", "image/png", 2],
      );
      assert.deepEqual([...(await file.bytes())], [0, 255]);
    }
  });

  it("reads what the platform's own FormData writes", async () => {
    const form = new FormData();
    form.append('quo"te', "välue\r\n");
    form.append("file", new Blob(["x".repeat(100_000)], { type: "text/plain" }), "näme.txt");
    const response = new Response(form);
    const { fields, files } = await parseForm(response.body!, response.headers.get("content-type"));
    assert.equal(fields.get('quo"te'), "välue\r\n");
    const file = files.get("file")!;
    assert.deepEqual([file.name, file.type, file.size], ["näme.txt", "text/plain", 100_000]);
    assert.equal((await file.text()).length, 100_000);
    assert.equal((await file.arrayBuffer()).byteLength, 100_000);
  });

  it("has no file for an input that was left empty, but has a file that is empty", async () => {
    const { files } = await multipart(
      `${part("a", "", '; filename=""')}${part("b", "", '; filename="b"')}--x--`,
    );
    assert.deepEqual(files.names(), ["b"]);
    assert.equal(files.get("b")!.size, 0);
  });

  it("may be empty", async () => {
    assert.equal((await multipart("--x--")).fields.size, 0);
    const { fields } = await multipart(
      `${part("a", "")}--x\r\nContent-Disposition: form-data; name="b"\r\n\r\n--x--`,
    );
    assert.deepEqual(
      [...fields],
      [
        ["a", ""],
        ["b", ""],
      ],
    );
  });

  it("is refused where it breaks the grammar", async () => {
    const broken: Record<string, string> = {
      "no boundary at all": "hello",
      "no end": part("a", "1"),
      "an end in a head": `--x\r\nContent-Disposition: form-data; name="a"`,
      "an end in a boundary": `${part("a", "1")}--x-`,
      "bare line feeds": part("a", "1").replaceAll("\r", "").concat("--x--"),
      "no disposition": "--x\r\nX: 1\r\n\r\n1\r\n--x--",
      "no head": "--x\r\n\r\n1\r\n--x--",
      "no name": "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
      "another disposition": "--x\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--x--",
      "a head that is no UTF-8": part("\xff", "1").concat("--x--"),
      "a field that is no UTF-8": part("a", "\xff").concat("--x--"),
      "a header without a colon":
        "--x\r\nContent-Disposition: form-data; name=a\r\nnonsense\r\n\r\n1\r\n--x--",
      "a NUL in a head": part("a\0", "1").concat("--x--"),
      "a bare LF in a head": part("a", "1", "\nX: y").concat("--x--"),
      "a bare CR in a head": part("a", "1", "\rX: y").concat("--x--"),
      "a blank before a colon": part("a", "1", "\r\nX : y").concat("--x--"),
      "two dispositions": part("a", "1", '\r\nContent-Disposition: form-data; name="b"').concat(
        "--x--",
      ),
      "two names": part("a", "1", "; NAME=b").concat("--x--"),
      "two file names": part("a", "1", '; filename="b"; filename="c"').concat("--x--"),
      "two types": part("a", "1", "\r\nContent-Type: a/b\r\ncontent-type: c/d").concat("--x--"),
    };
    for (const [situation, text] of Object.entries(broken)) {
      await assert.rejects(multipart(text), { status: 400 }, situation);
    }
    for (const type of [
      "multipart/form-data",
      "multipart/form-data; boundary=",
      `multipart/form-data; boundary=${"b".repeat(71)}`,
    ]) {
      await assert.rejects(parseForm([bytes("--x--")], type), { status: 400 }, type);
    }
  });

  it("takes a head that only looks as if it said something twice", async () => {
    const more =
      '; filename="; name=\\"b\\"; name=c";\r\n X-Folded=1; filename*=UTF-8\'\'d\r\nX: name=1; name=2';
    const { files } = await multipart(`${part("a", "1", more)}--x--`);
    assert.deepEqual([files.names(), files.get("a")?.rawName], [["a"], "d"]);
  });

  it("holds its limits while it comes in", async () => {
    const text = `${part("a", "12345")}${part("f", "67890", '; filename="f"')}--x--`;
    const refused: FormOptions[] = [
      { maxParts: 1 },
      { formBytes: 5 },
      { fileBytes: 4 },
      { totalBytes: 50 },
      { headBytes: 20 },
    ];
    for (const options of refused)
      await assert.rejects(multipart(text, options), { status: 413 }, JSON.stringify(options));
    const exact = { maxParts: 2, formBytes: 6, fileBytes: 5, totalBytes: text.length };
    assert.equal((await multipart(text, exact)).fields.get("a"), "12345");
    await assert.rejects(multipart(part("a", "").repeat(1001)), { status: 413 });
    await assert.rejects(multipart(`--x\r\nX: ${"y".repeat(10_000)}`), { status: 413 });
  });

  it("keeps hostile names away from prototypes", async () => {
    const { fields } = await multipart(`${part("__proto__", "x")}${part("constructor", "y")}--x--`);
    assert.equal(fields.get("__proto__"), "x");
    assert.equal(Object.getPrototypeOf(fields.toObject()), null);
  });

  it("is read in a moment when it is made to be slow", async () => {
    const start = performance.now();
    for (const piece of ["\r", "\n", "\r\n--", "\r\n--y", "--x", "\r\n--x \t", "\r\n--x -"]) {
      const text = part("f", piece.repeat(2_000_000 / piece.length), '; filename="f"');
      await multipart(`${text}--x--`).catch(() => {});
      const chunks = Array.from({ length: 2000 }, () => bytes(piece.repeat(10)));
      await parseForm([bytes(text.slice(0, 200)), ...chunks], MULTIPART).catch(() => {});
    }
    assert.ok(performance.now() - start < 4000);
  });

  it("takes other charsets of old where a part names them", async () => {
    const text = part("a", "\xe9", "\r\nContent-Type: text/plain; charset=ISO-8859-1");
    assert.equal((await multipart(`${text}--x--`)).fields.get("a"), "é");
  });

  it("takes bare line ends and nameless parts where it is told to be lenient", async () => {
    for (const end of ["\n", "\r", "\r\n"]) {
      const text = [
        "--x",
        "Content-Disposition: form-field; name=a",
        "",
        "1",
        "--x",
        "Content-Disposition: form-data",
        "",
        "\xff",
        "--x--",
      ].join(end);
      assert.deepEqual(
        [...(await multipart(text, { lenient: true })).fields],
        [
          ["a", "1"],
          ["", "\ufffd"],
        ],
      );
    }
  });
});

describe("files that go to disk", () => {
  const sinks = temporaryFileSinks({ memoryBytes: 10, folder });
  const large = "0123456789".repeat(50_000);
  const upload = (content: string): string => part("f", content, '; filename="a.txt"');

  it("are private temporary files that go with the form", async () => {
    const form = await multipart(`${upload("small")}${upload(large)}--x--`, { sinks });
    const [small, big] = form.files.getAll("f");
    assert.equal(small!.path, undefined);
    assert.equal(statSync(big!.path!).size, 500_000);
    assert.equal(statSync(big!.path!).mode & 0o777, 0o600);
    assert.equal(await big!.text(), large);
    assert.equal((await new Response(big!.stream()).text()).length, 500_000);
    form.dispose();
    form.dispose();
    await until(() => readdirSync(folder).length === 0);
  });

  it("can be saved, but not over another file", async () => {
    const form = await multipart(`${upload(large)}${upload("small")}--x--`, { sinks });
    for (const [index, file] of form.files.getAll("f").entries()) {
      const path = join(folder, `saved-${index}`);
      await file.saveTo(path);
      assert.equal(readFileSync(path, "utf8"), await file.text());
      assert.equal(statSync(path).mode & 0o777, 0o600);
      await assert.rejects(file.saveTo(path), { code: "EEXIST" });
      rmSync(path);
    }
    form.dispose();
    await until(() => readdirSync(folder).length === 0);
  });

  it("are gone after a failure, be it in the middle of one", async () => {
    for (const ending of ["", "--x-- ".slice(0, 3), part("b", "\xff")]) {
      const chunks = [
        ...chop(upload(large)),
        ...chop(
          `--x\r\nContent-Disposition: form-data; name=g; filename=h\r\n\r\n${large}${ending}`,
        ),
      ];
      await assert.rejects(parseForm(chunks, MULTIPART, { sinks }), { status: 400 });
      await until(() => readdirSync(folder).length === 0);
    }
    await assert.rejects(multipart(upload(large), { sinks, fileBytes: 100_000 }), { status: 413 });
    await until(() => readdirSync(folder).length === 0);
  });

  it("are gone when the disk refuses or the client leaves", async () => {
    writeFileSync(join(folder, "file"), "");
    const bad = temporaryFileSinks({ memoryBytes: 10, folder: join(folder, "file") });
    await assert.rejects(multipart(`${upload(large)}--x--`, { sinks: bad }), { code: "ENOTDIR" });
    rmSync(join(folder, "file"));
    async function* leaving(): AsyncGenerator<Uint8Array> {
      yield* chop(upload(large));
      throw new Error("aborted");
    }
    await assert.rejects(parseForm(leaving(), MULTIPART, { sinks }), { message: "aborted" });
    await until(() => readdirSync(folder).length === 0);
  });
});

describe("a multipart decoder", () => {
  it("tells of parts as their bytes come in, and keeps none of them", () => {
    const seen: string[] = [];
    const decoder = new MultipartDecoder("x", {
      start: ({ name }) => seen.push(`start ${name}`),
      data: (chunk) => seen.push(Buffer.from(chunk).toString()),
      end: () => seen.push("end"),
    });
    for (const text of [
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhel',
      "lo\r",
      "\n--",
      "x--",
    ])
      decoder.write(bytes(text));
    decoder.end();
    assert.deepEqual(seen, ["start a", "hel", "lo", "end"]);
  });
});

function chop(text: string): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += 65_536) chunks.push(bytes(text.slice(at, at + 65_536)));
  return chunks;
}

async function until(test: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !test(); tries++)
    await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(test());
}
