/** Fields of text: short, long, slugs, e-mail addresses, URLs. */

import {
  maxLength as maxLengthValidator,
  noNullCharacters,
  validateEmail,
  validateSlug,
  validateUnicodeSlug,
  validUrl,
} from "../../base/validators.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { DataError } from "../errors.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions, type Validator } from "./field.ts";
import { type Placed, wrongType } from "./refusals.ts";

/** What fields of short text take. */
export interface CharOptions<T = string, V = T> extends FieldOptions<T, V> {
  /** The most characters (code points) that the column holds. Default: no limit; 255 on MySQL, which needs one. */
  maxLength?: number;
}

/** What every field of text has. */
abstract class AnyTextField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  override get hasDefault(): boolean {
    return super.hasDefault || this.isEmptyByDefault;
  }

  override defaultValue(): O | undefined {
    return super.defaultValue() ?? (this.isEmptyByDefault ? ("" as O) : undefined);
  }

  /** Text that may be blank is `""` where a new row is given none, as long as it may not be null. */
  protected get isEmptyByDefault(): boolean {
    const { blank, databaseDefault } = this.options;
    return blank === true && !this.isNullable && databaseDefault === undefined;
  }

  override writer(_database: DatabaseKind): Convert | undefined {
    return (value: unknown) => (typeof value === "string" ? value : refuseType(this, value));
  }

  override storeWriter(database: DatabaseKind): Convert | undefined {
    return textStore(this, database, this.storedLength(database));
  }

  /** The most characters that the column of a database holds. */
  protected storedLength(_database: DatabaseKind): number {
    return Infinity;
  }

  override parse(value: unknown): unknown {
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "bigint") return String(value);
    throw new ValidationError("This is not valid.");
  }

  override ownValidators(): readonly Validator<never>[] {
    return [noNullCharacters];
  }
}

/** Short text, with a limit on its length. */
export class CharField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends AnyTextField<O, I, Optional, Traits> {
  readonly kind: string = "CharField";
  readonly maxLength: number | undefined;

  constructor({ maxLength, ...options }: CharOptions<unknown, never> = {}) {
    super(options);
    this.maxLength = maxLength;
  }

  columnType(database: DatabaseKind): string {
    const length = this.storedLength(database);
    return length === Infinity ? "varchar" : `varchar(${length})`;
  }

  protected override storedLength(database: DatabaseKind): number {
    return this.maxLength ?? (database === "mysql" ? 255 : Infinity);
  }

  override ownValidators(): readonly Validator<never>[] {
    const limit = this.maxLength === undefined ? [] : [maxLengthValidator(this.maxLength)];
    return [...super.ownValidators(), ...limit];
  }
}

/** Text of any length. `maxLength` counts in validation only. */
export class TextField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends AnyTextField<O, I, Optional, Traits> {
  readonly kind: string = "TextField";
  readonly maxLength: number | undefined;

  constructor({ maxLength, ...options }: CharOptions<unknown, never> = {}) {
    super(options);
    this.maxLength = maxLength;
  }

  columnType(database: DatabaseKind): string {
    return database === "mysql" ? "longtext" : "text";
  }

  override ownValidators(): readonly Validator<never>[] {
    const limit = this.maxLength === undefined ? [] : [maxLengthValidator(this.maxLength)];
    return [...super.ownValidators(), ...limit];
  }
}

/** What a slug takes. */
export interface SlugOptions<T = string, V = T> extends CharOptions<T, V> {
  /** Letters and digits of every script are fine. Default false. */
  allowUnicode?: boolean;
}

/** Letters, digits, underscores and hyphens, for URLs. At most 50, with an index, unless the options say otherwise. */
export class SlugField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends CharField<O, I, Optional, Traits> {
  override readonly kind: string = "SlugField";
  readonly allowUnicode: boolean;

  constructor({ allowUnicode = false, ...options }: SlugOptions<unknown, never> = {}) {
    super({ maxLength: 50, index: true, ...options });
    this.allowUnicode = allowUnicode;
  }

  override ownValidators(): readonly Validator<never>[] {
    return [...super.ownValidators(), this.allowUnicode ? validateUnicodeSlug : validateSlug];
  }
}

/** An e-mail address, of at most 254 characters unless the options say otherwise. */
export class EmailField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends CharField<O, I, Optional, Traits> {
  /** Django's migrations know it by this name; the column is that of a `CharField`. */
  override readonly kind: string = "EmailField";

  constructor(options: CharOptions<unknown, never> = {}) {
    super({ maxLength: 254, ...options });
  }

  override ownValidators(): readonly Validator<never>[] {
    return [...super.ownValidators(), validateEmail];
  }
}

/** An absolute URL, of at most 200 characters unless the options say otherwise. */
export class UrlField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends CharField<O, I, Optional, Traits> {
  override readonly kind: string = "URLField";

  constructor(options: CharOptions<unknown, never> = {}) {
    super({ maxLength: 200, ...options });
  }

  override ownValidators(): readonly Validator<never>[] {
    return [...super.ownValidators(), validUrl()];
  }
}

/** Gives the function that lets through text that a column of at most `limit` characters can hold. */
export function textStore(field: Placed, database: DatabaseKind, limit: number): Convert {
  const isPostgres = database === "postgres";
  return (value: unknown) => {
    if (typeof value !== "string") return refuseType(field, value);
    // Units are at least as many as characters: most values need no count.
    if (value.length > limit) refuseLong(field, value, limit);
    if (isPostgres && value.includes("\0")) refuseNull(field);
    if (!value.isWellFormed()) refuseBroken(field);
    return value;
  };
}

function refuseType(field: Placed, value: unknown): never {
  throw wrongType(field, value, "text");
}

function refuseLong({ place }: Placed, value: string, limit: number): void {
  // oxlint-disable-next-line typescript/no-misused-spread -- code points are what the database counts
  const count = [...value].length;
  if (count <= limit) return;
  throw new DataError(`The text has ${count} characters, and the column holds ${limit}.`, {
    code: "db.too-long",
    where: place,
    mend: "Shorten the text, or make maxLength larger and migrate; fullClean() tells it before saving.",
  });
}

function refuseNull({ place }: Placed): never {
  throw new DataError("The text has a null character (U+0000), which PostgreSQL cannot store.", {
    code: "db.null-character",
    where: place,
    mend: 'Take it out: text.replaceAll("\\0", "").',
  });
}

/** Encoding would turn it into U+FFFD without a word. */
function refuseBroken({ place }: Placed): never {
  throw new DataError("The text has half of a surrogate pair, which no encoding can store.", {
    code: "db.broken-text",
    where: place,
    mend: "Cut text at characters and not at code units, or mend it with text.toWellFormed().",
  });
}
