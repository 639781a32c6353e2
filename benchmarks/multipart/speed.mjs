/** Time and memory of each parser: a 20 MB file to disk and a form of 50 small fields, both in chunks of 64 KB. Each in a process of its own. */

import { execFileSync } from "node:child_process";
import { createWriteStream, mkdtempSync, openSync, closeSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const CHUNK = 65_536;
const UPLOAD_BYTES = 20 << 20;
const folder = mkdtempSync(join(tmpdir(), "multipart-"));
const headers = { "content-type": "multipart/form-data; boundary=boundary-of-this-form" };
let uploads = 0;

function* upload() {
  const start =
    '--boundary-of-this-form\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\nContent-Type: application/octet-stream\r\n\r\n';
  yield Buffer.from(start);
  const chunk = Buffer.alloc(CHUNK);
  for (let at = 0; at < CHUNK; at++) chunk[at] = (at * 7919) & 255;
  for (let sent = 0; sent < UPLOAD_BYTES; sent += CHUNK) yield Buffer.from(chunk);
  yield Buffer.from("\r\n--boundary-of-this-form--\r\n");
}

const small = Buffer.from(
  `${Array.from({ length: 50 }, (_, at) => `--boundary-of-this-form\r\nContent-Disposition: form-data; name="field${at}"\r\n\r\nvalue ${at}\r\n`).join("")}--boundary-of-this-form--\r\n`,
);

const readers = {
  async flagon() {
    const http = await import("flagon/http");
    return async (chunks) => {
      const options = {
        sinks: http.temporaryFileSinks({ folder }),
        fileBytes: 32 << 20,
        totalBytes: 64 << 20,
      };
      const form = await http.parseForm(chunks, headers["content-type"], options);
      const result = { fields: form.fields.size, bytes: form.files.get("f")?.size };
      form.dispose();
      return result;
    };
  },
  "@fastify/busboy": async () => busboyReader((await import("@fastify/busboy")).default, true),
  busboy: async () => busboyReader((await import("busboy")).default, false),
  async "@remix-run/multipart-parser"() {
    const { MultipartParser } = await import("@remix-run/multipart-parser");
    return async (chunks) => {
      const parser = new MultipartParser("boundary-of-this-form", {
        maxFileSize: 32 << 20,
        maxTotalSize: 64 << 20,
      });
      const result = { fields: 0, bytes: undefined };
      const take = (part) => {
        if (!part.isFile) return void (result.fields += part.text.length > 0 ? 1 : 0);
        const path = join(folder, `r${uploads++}`);
        const file = openSync(path, "wx", 0o600);
        result.bytes = 0;
        for (const piece of part.content) result.bytes += writeSync(file, piece);
        closeSync(file);
        rmSync(path);
      };
      for await (const chunk of chunks) for (const part of parser.write(chunk)) take(part);
      parser.finish();
      return result;
    };
  },
};

function busboyReader(Busboy, isClass) {
  return (chunks) =>
    new Promise((resolve, reject) => {
      const options = { headers, limits: { fileSize: 32 << 20 } };
      const parser = isClass ? new Busboy(options) : Busboy(options);
      const result = { fields: 0, bytes: undefined };
      const waiting = [];
      parser.on("field", () => result.fields++);
      parser.on("file", (_name, stream) => {
        const path = join(folder, `b${uploads++}`);
        const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
        waiting.push(
          pipeline(stream, file).then(() => {
            result.bytes = file.bytesWritten;
            rmSync(path);
          }),
        );
      });
      parser.on("error", reject);
      parser.on(isClass ? "finish" : "close", () =>
        Promise.all(waiting).then(() => resolve(result), reject),
      );
      Readable.from(chunks).pipe(parser);
    });
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

async function measure(name) {
  const read = await readers[name]();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 1);
  const uploadMs = [];
  for (let run = 0; run < 11; run++) {
    const start = performance.now();
    const { bytes } = await read(upload());
    uploadMs.push(performance.now() - start);
    peak = Math.max(peak, process.memoryUsage().rss);
    if (bytes !== UPLOAD_BYTES) throw new Error(`${name} wrote ${bytes} bytes`);
  }
  clearInterval(watch);
  const fieldsUs = [];
  for (let round = 0; round < 11; round++) {
    const start = performance.now();
    for (let run = 0; run < 300; run++)
      if ((await read([small])).fields !== 50) throw new Error(`${name} lost fields`);
    fieldsUs.push(((performance.now() - start) / 300) * 1000);
  }
  return {
    name,
    uploadMs: Math.round(median(uploadMs)),
    peakMb: Math.round((peak - before) / 2 ** 20),
    fieldsUs: Math.round(median(fieldsUs)),
  };
}

if (process.argv[2] === undefined) {
  for (const name of Object.keys(readers)) {
    const runs = Array.from({ length: 3 }, () =>
      JSON.parse(
        execFileSync(process.execPath, ["--conditions=flagon-source", import.meta.filename, name], {
          encoding: "utf8",
        }),
      ),
    );
    const of = (key) => median(runs.map((run) => run[key]));
    console.log(
      `${name}: 20 MB to disk ${of("uploadMs")} ms, ${of("peakMb")} MB more memory; 50 fields ${of("fieldsUs")} us`,
    );
  }
} else console.log(JSON.stringify(await measure(process.argv[2])));
rmSync(folder, { recursive: true, force: true });
