/** What `flagon dumpdata` does. */

import { once } from "node:events";
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { PassThrough, type Writable } from "node:stream";
import { createGzip } from "node:zlib";
import type { CommandContext } from "../../app/command.ts";
import { FlagonError } from "../../base/errors.ts";
import {
  CsvWriter,
  DumpedColumns,
  dumpObjects,
  type DumpOptions,
  type FixtureFormat,
  type FixtureWriter,
  fixtureName,
  formatOf,
  jsonWriter,
  modelsToDump,
} from "../../db/fixtures/index.ts";
import type { Meta } from "../../db/meta.ts";
import { withLittleMemory } from "./memory.ts";
import { counted, meter } from "./meter.ts";

/** What the command is given. */
export interface DumpValues {
  models: string[];
  output: string | undefined;
  format: string | undefined;
  indent: number | undefined;
  naturalForeign: boolean;
  naturalPrimary: boolean;
  exclude: string[];
  pks: string | undefined;
  database: string | undefined;
}

/** Dumps rows into a file, a folder, or the output. */
export function dump(values: DumpValues, context: CommandContext): Promise<void> {
  return withLittleMemory(() => dumpRows(values, context));
}

async function dumpRows(values: DumpValues, context: CommandContext): Promise<void> {
  const format = chosenFormat(values);
  const options = optionsOf(values, context);
  const models = modelsToDump(options);
  assertOneModel(values, models);
  const outputs = format === "csv" ? csvOutputs(values, models) : undefined;
  const sinks = new Map<Meta | undefined, Sink>();
  try {
    const count = await dumpObjects(options, async (objects, meta) => {
      const key = outputs === undefined ? undefined : meta;
      let sink = sinks.get(key);
      if (sink === undefined) {
        const writer =
          format === "csv"
            ? new CsvWriter(new DumpedColumns(meta, options))
            : jsonWriter(format, values.indent);
        sink = new Sink(writer, outputs?.get(meta) ?? values.output, context);
        sinks.set(key, sink);
      }
      await sink.put(sink.writer.objects(objects));
    });
    if (sinks.size === 0 && format !== "csv")
      sinks.set(undefined, new Sink(jsonWriter(format), values.output, context));
    for (const sink of sinks.values()) await sink.finish();
    context.progress();
    if (values.output !== undefined)
      context.warn(`${counted(count, "row")} written to ${values.output}.`);
  } catch (error) {
    context.progress();
    for (const sink of sinks.values()) sink.drop();
    throw error;
  }
}

function chosenFormat({ format, output }: DumpValues): FixtureFormat {
  if (format !== undefined) return format as FixtureFormat;
  return output === undefined ? "json" : formatOf(output);
}

function optionsOf(values: DumpValues, context: CommandContext): DumpOptions {
  const { models, exclude, database, pks, naturalForeign, naturalPrimary } = values;
  return {
    models,
    exclude,
    naturalForeign,
    naturalPrimary,
    ...(database !== undefined && { using: database }),
    ...(pks !== undefined && { pks: pks.split(",").map((key) => key.trim()) }),
    onProgress: meter(context, "dumped"),
  };
}

function assertOneModel({ pks, models }: DumpValues, found: readonly Meta[]): void {
  if (pks === undefined || (models.length === 1 && found.length === 1)) return;
  throw new FlagonError("Keys are those of one model.", {
    code: "cli.usage",
    where: "flagon dumpdata --pks",
    mend: "Name the model: flagon dumpdata blog.Article --pks 1,2,3.",
  });
}

/** Where the CSV of each model goes: one model to the file or the output, several into a folder. */
function csvOutputs(
  { output }: DumpValues,
  models: readonly Meta[],
): Map<Meta, string | undefined> {
  const isFile = output === undefined || /\.csv(\.gz)?$/.test(output);
  if (isFile && models.length === 1) return new Map([[models[0]!, output]]);
  if (isFile)
    throw new FlagonError(`CSV has one model, and here are ${models.length}.`, {
      code: "fixtures.one-model",
      where: "flagon dumpdata --format csv",
      mend: "Name one model, or a folder: flagon dumpdata --format csv --output dump.",
    });
  if (existsSync(output) && !statSync(output).isDirectory())
    throw new FlagonError(`"${output}" is no folder.`, {
      code: "fixtures.one-model",
      where: "flagon dumpdata --output",
      mend: "Name a folder for the files of several models.",
    });
  mkdirSync(output, { recursive: true });
  return new Map(models.map((meta) => [meta, join(output, `${fixtureName(meta)}.csv`)]));
}

/** A file that has its name when it is whole, or the output, a line at a time. */
class Sink {
  readonly writer: FixtureWriter;
  readonly #path: string | undefined;
  readonly #context: CommandContext;
  readonly #stream: Writable | undefined;
  readonly #done: Promise<void> | undefined;
  #rest = "";
  #begun = false;

  constructor(writer: FixtureWriter, path: string | undefined, context: CommandContext) {
    this.writer = writer;
    this.#path = path;
    this.#context = context;
    if (path === undefined) return;
    this.#stream = new PassThrough();
    const file = createWriteStream(`${path}.part`);
    this.#done = path.endsWith(".gz")
      ? pipeline(this.#stream as PassThrough, createGzip(), file)
      : pipeline(this.#stream as PassThrough, file);
    // Told by finish(); until then it must not end the process.
    this.#done.catch(() => {});
  }

  async put(text: string): Promise<void> {
    const whole = this.#begun ? text : this.writer.begin() + text;
    this.#begun = true;
    if (this.#stream !== undefined) {
      if (!this.#stream.write(whole)) await Promise.race([once(this.#stream, "drain"), this.#done]);
      return;
    }
    const lines = this.#rest + whole;
    const end = lines.lastIndexOf("\n");
    if (end >= 0) this.#context.print(lines.slice(0, end));
    this.#rest = lines.slice(end + 1);
  }

  async finish(): Promise<void> {
    await this.put(this.writer.end());
    if (this.#path === undefined) return;
    this.#stream!.end();
    await this.#done;
    renameSync(`${this.#path}.part`, this.#path);
  }

  /** Takes away what was begun. */
  drop(): void {
    if (this.#path === undefined) return;
    this.#stream!.destroy();
    rmSync(`${this.#path}.part`, { force: true });
  }
}
