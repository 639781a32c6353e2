/** The encodings that bodies are compressed in, over the platform's zlib. */

import type * as NodeZlib from "node:zlib";
import { nodeZlib } from "../base/node-crypto.ts";
import type { MaybePromise } from "../http/handler.ts";
import type { Chunk, ResponseBody } from "../http/response.ts";

/** A content encoding as it is named in headers. */
export type Encoding = "zstd" | "br" | "gzip";

type Zlib = typeof NodeZlib;

/** Levels for answers that are made anew each time: measured against time, the higher ones win a few percent of size at a multiple of it. */
const GZIP_LEVEL = 6;
const BROTLI_QUALITY = 4;
const ZSTD_LEVEL = 3;

/** Up to this size it is quicker to compress at once (some 0.3 ms) than to hand the work to another thread. */
const AT_ONCE_BYTES = 32_768;

interface Codec {
  now(zlib: Zlib, body: string | Uint8Array): Uint8Array;
  later(zlib: Zlib, body: string | Uint8Array, done: Done): void;
  stream(zlib: Zlib): NodeJS.ReadWriteStream & AsyncIterable<Uint8Array>;
}

type Done = (error: Error | null, result: Uint8Array) => void;

const CODECS: Record<Encoding, Codec> = {
  gzip: {
    now: (zlib, body) => zlib.gzipSync(body, { level: GZIP_LEVEL }),
    later: (zlib, body, done) => zlib.gzip(body, { level: GZIP_LEVEL }, done),
    stream: (zlib) => zlib.createGzip({ level: GZIP_LEVEL, flush: zlib.constants.Z_SYNC_FLUSH }),
  },
  br: {
    now: (zlib, body) => zlib.brotliCompressSync(body, brotli(zlib)),
    later: (zlib, body, done) => zlib.brotliCompress(body, brotli(zlib), done),
    stream: (zlib) =>
      zlib.createBrotliCompress({
        ...brotli(zlib),
        flush: zlib.constants.BROTLI_OPERATION_FLUSH,
      }),
  },
  zstd: {
    now: (zlib, body) => zlib.zstdCompressSync(body, zstd(zlib)),
    later: (zlib, body, done) => zlib.zstdCompress(body, zstd(zlib), done),
    stream: (zlib) =>
      zlib.createZstdCompress({ ...zstd(zlib), flush: zlib.constants.ZSTD_e_flush }),
  },
};

function brotli(zlib: Zlib): NodeZlib.BrotliOptions {
  return { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } };
}

function zstd(zlib: Zlib): NodeZlib.ZstdOptions {
  return { params: { [zlib.constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } };
}

/** Compresses a body: a small one at once, a large one on another thread. */
export function compressAll(
  body: string | Uint8Array,
  encoding: Encoding,
): MaybePromise<Uint8Array> {
  const zlib = nodeZlib();
  const codec = CODECS[encoding];
  if (body.length <= AT_ONCE_BYTES) return codec.now(zlib, body);
  return new Promise((resolve, reject) => {
    codec.later(zlib, body, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}

/** Compresses a stream; each piece goes out as soon as it is there, and a source that fails fails the whole. */
export async function* compressStream(
  body: Exclude<ResponseBody, string | Uint8Array | null>,
  encoding: Encoding,
): AsyncGenerator<Chunk, void> {
  const { pipeline, Readable } = process.getBuiltinModule("node:stream");
  const compressor = CODECS[encoding].stream(nodeZlib());
  // The error of a source is thrown by the loop below, which reads from the compressor that the pipeline destroys with it.
  pipeline(Readable.from(body, { objectMode: true }), compressor, () => {});
  yield* compressor;
}
