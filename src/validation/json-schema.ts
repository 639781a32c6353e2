/**
 * Writes schemas as JSON Schema: each schema describes itself, this file adds names, references and the target's dialect.
 *
 * Worked example: `object({ n: integer({ min: 1 }) })` gives
 * `{"type":"object","properties":{"n":{"type":"integer","minimum":1}},"required":["n"]}`.
 *
 * @see JSON Schema draft 2020-12; OpenAPI 3.1 uses the same
 */

import { FlagonError } from "../base/errors.ts";
import type { SchemaParts } from "./schema.ts";
import type { JsonSchemaOptions } from "./standard-schema.ts";

/** A piece of JSON Schema. */
export type Json = Record<string, unknown>;

/** Describes one schema, asking the writer for what is inside it. */
export type JsonWriter = (writer: JsonSchemaWriter) => Json;

/** How JSON Schema is written. */
export interface WriteOptions extends JsonSchemaOptions {
  /** Describe what goes in, or what comes out. */
  readonly io: "input" | "output";
}

const TARGETS = ["draft-2020-12", "draft-07", "openapi-3.0"];

/** Writes the JSON Schema of one schema; what has an id or refers to itself is under `$defs`. */
export function writeJsonSchema(parts: SchemaParts, options: WriteOptions): Json {
  const writer = new JsonSchemaWriter(options);
  const root = writer.write(parts);
  const definitions = writer.definitions();
  if (Object.keys(definitions).length === 0) return root;
  return { ...root, [writer.definitionsKey]: definitions };
}

/**
 * Writes several schemas that share definitions.
 *
 * With `libraryOptions: { refPrefix: "#/components/schemas/" }` references point into an OpenAPI document, and {@link definitions} is what
 * belongs there.
 */
export class JsonSchemaWriter {
  readonly io: "input" | "output";
  readonly target: string;
  readonly definitionsKey: "$defs" | "definitions";
  readonly #prefix: string;
  readonly #names = new Map<SchemaParts, string>();
  readonly #written = new Map<string, Json>();

  constructor({ io, target, libraryOptions }: WriteOptions) {
    if (!TARGETS.includes(target)) throw unknownTarget(target);
    this.io = io;
    this.target = target;
    this.definitionsKey = target === "draft-2020-12" ? "$defs" : "definitions";
    const prefix = libraryOptions?.["refPrefix"];
    this.#prefix = typeof prefix === "string" ? prefix : `#/${this.definitionsKey}/`;
  }

  /** Gives the description of a schema, or a reference to it where it has an id. */
  write(parts: SchemaParts): Json {
    const { id } = parts.meta ?? {};
    if (id !== undefined) return this.reference(parts, id);
    return { ...parts.json(this), ...describeMeta(parts) };
  }

  /** Gives a reference to a schema, which is described once among the definitions. */
  reference(parts: SchemaParts, id: string): Json {
    let name = this.#names.get(parts);
    if (name === undefined) {
      name = this.#freeName(id);
      this.#names.set(parts, name);
      this.#written.set(name, {});
      this.#written.set(name, { ...parts.json(this), ...describeMeta(parts) });
    }
    return { $ref: this.#prefix + name };
  }

  /** Gives everything that references point to, by name. */
  definitions(): Record<string, Json> {
    return Object.fromEntries(this.#written);
  }

  /** Lets a description also allow null, as the target says it. */
  nullable(json: Json): Json {
    if (this.target === "openapi-3.0") return { ...json, nullable: true };
    if (
      typeof json["type"] === "string" &&
      json["enum"] === undefined &&
      json["const"] === undefined
    ) {
      return { ...json, type: [json["type"], "null"] };
    }
    return { anyOf: [json, { type: "null" }] };
  }

  /** Gives a value as JSON can hold it. */
  plain(value: unknown): unknown {
    const text = JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === "bigint" ? Number(inner) : inner,
    );
    return text === undefined ? null : (JSON.parse(text) as unknown);
  }

  #freeName(id: string): string {
    let name = id;
    for (let number = 2; this.#written.has(name); number++) name = `${id}${number}`;
    return name;
  }
}

/** Leaves out what is undefined. */
export function compact(json: Json): Json {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}

function describeMeta({ meta = {} }: SchemaParts): Json {
  const { title, description, deprecated, examples } = meta;
  return compact({ title, description, deprecated, examples });
}

function unknownTarget(target: string): FlagonError {
  return new FlagonError(`There is no JSON Schema target named "${target}".`, {
    code: "validation.json-schema-target",
    mend: `Known are: ${TARGETS.join(", ")}.`,
  });
}
