/** The parsers behind one function: `read(chunks, boundary, limits)` gives the parts, or throws for what it refuses. */

import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import FastifyBusboy from "@fastify/busboy";
import { MultipartParser } from "@remix-run/multipart-parser";
import busboy from "busboy";
import { formidable } from "formidable";
import * as flagon from "flagon/http";

const typeOf = (boundary) => `multipart/form-data; boundary=${boundary}`;
const text = (bytes) => Buffer.from(bytes).toString("latin1");
const utf8 = (value) => Buffer.from(value, "utf8").toString("latin1");
const LIMITS = { parts: 1000, headBytes: 8192, fileBytes: 32 << 20 };

async function readWithFlagon(chunks, boundary) {
  const form = await flagon.parseForm(chunks, typeOf(boundary), {
    maxParts: LIMITS.parts,
    headBytes: LIMITS.headBytes,
    fileBytes: LIMITS.fileBytes,
    totalBytes: 64 << 20,
  });
  const files = [...form.files].map(async ([name, file]) => [
    name,
    file.rawName,
    text(await file.bytes()),
  ]);
  return [
    ...[...form.fields].map(([name, value]) => [name, null, utf8(value)]),
    ...(await Promise.all(files)),
  ];
}

/** Both busboys: events of limits count as refusals, which is more than they do by themselves. */
function readWithBusboy(make, describe) {
  return (chunks, boundary) =>
    new Promise((resolve, reject) => {
      const parts = [];
      const waiting = [];
      const parser = make({
        headers: { "content-type": typeOf(boundary) },
        defParamCharset: "utf8",
        limits: { parts: LIMITS.parts, fileSize: LIMITS.fileBytes, headerSize: LIMITS.headBytes },
      });
      parser.on("field", (name, value, ...rest) => {
        const { truncated, nameTruncated } = describe.field(rest);
        if (truncated || nameTruncated) reject(new Error("truncated"));
        parts.push([name, null, utf8(value)]);
      });
      parser.on("file", (name, stream, ...rest) => {
        const part = [name, describe.file(rest) ?? null, ""];
        parts.push(part);
        stream.on("limit", () => reject(new Error("limit")));
        stream.on("error", reject);
        waiting.push(
          (async () => {
            for await (const chunk of stream) part[2] += text(chunk);
          })().catch(reject),
        );
      });
      for (const name of ["partsLimit", "fieldsLimit", "filesLimit"])
        parser.on(name, () => reject(new Error(name)));
      parser.on("error", reject);
      parser.on("finish", () => Promise.all(waiting).then(() => resolve(parts)));
      parser.on("close", () => Promise.all(waiting).then(() => resolve(parts)));
      for (const chunk of chunks) parser.write(Buffer.from(chunk));
      parser.end();
    });
}

function readWithRemix(chunks, boundary) {
  const parser = new MultipartParser(boundary, {
    maxParts: LIMITS.parts,
    maxHeaderSize: LIMITS.headBytes,
    maxFileSize: LIMITS.fileBytes,
    maxTotalSize: 64 << 20,
  });
  const parts = [];
  const take = (part) => parts.push([part.name ?? null, part.filename ?? null, text(part.bytes)]);
  for (const chunk of chunks) for (const part of parser.write(chunk)) take(part);
  parser.finish();
  return Promise.resolve(parts);
}

async function readWithFormidable(chunks, boundary) {
  const request = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  request.headers = { "content-type": typeOf(boundary), "content-length": String(length) };
  const parts = [];
  const form = formidable({
    maxFields: LIMITS.parts,
    maxFiles: LIMITS.parts,
    maxFileSize: LIMITS.fileBytes,
    allowEmptyFiles: true,
    minFileSize: 0,
  });
  const [fields, files] = await form.parse(request);
  for (const [name, values] of Object.entries(fields))
    for (const value of values) parts.push([name, null, utf8(value)]);
  for (const [name, list] of Object.entries(files))
    for (const file of list)
      parts.push([name, file.originalFilename, text(readFileSync(file.filepath))]);
  return parts;
}

/** Parsers by name. */
export const PARSERS = {
  flagon: readWithFlagon,
  "@fastify/busboy": readWithBusboy((options) => new FastifyBusboy(options), {
    field: ([nameTruncated, truncated]) => ({ nameTruncated, truncated }),
    file: ([filename]) => filename,
  }),
  "@remix-run/multipart-parser": readWithRemix,
  busboy: readWithBusboy((options) => busboy(options), {
    field: ([info]) => ({ nameTruncated: info.nameTruncated, truncated: info.valueTruncated }),
    file: ([info]) => info.filename,
  }),
  formidable: readWithFormidable,
};
