/** Fields of files: a file's name is in the row, the file itself in a storage. */

import { FlagonError } from "../../base/errors.ts";
import { validateImageExtension } from "../../base/validators.ts";
import type { Validator } from "./field.ts";
import { CharField, type CharOptions } from "./text.ts";

/** Where files are kept, as far as the fields know it. */
export interface FileStorage {
  /** Stores a file under a name near the one that is wanted, and gives the name that it has. */
  save(name: string, content: Blob | Uint8Array | ReadableStream<Uint8Array>): Promise<string>;
  open(name: string): Promise<Blob>;
  exists(name: string): Promise<boolean>;
  delete(name: string): Promise<void>;
  /** The address that visitors get the file from. */
  url(name: string): string;
}

/** What the field of files takes. */
export interface FileOptions<T = string, V = T> extends CharOptions<T, V> {
  /** The folder that uploads go to, with `%Y`, `%m`, `%d` for the day; or a function that gives the whole name. Default: the storage's own. */
  uploadTo?: string | ((row: never, fileName: string) => string);
  /** Where the files are. Default: the app's. */
  storage?: FileStorage;
}

/** The name of a file in its storage; `""` where there is none. At most 100 characters unless the options say otherwise. */
export class FileField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends CharField<O, I, Optional, Traits> {
  override readonly kind: string = "FileField";
  readonly uploadTo: FileOptions["uploadTo"];
  readonly storage: FileStorage | undefined;

  constructor({ uploadTo, storage, ...options }: FileOptions<unknown, never> = {}) {
    super({ maxLength: 100, ...options });
    this.uploadTo = uploadTo;
    this.storage = storage;
  }

  /** Gives the name to ask the storage for: the folder of `uploadTo` and the last part of the file's own name. */
  nameFor(row: object, fileName: string, now: Date = new Date()): string {
    const base = fileName.slice(
      Math.max(fileName.lastIndexOf("/"), fileName.lastIndexOf("\\")) + 1,
    );
    if (/^\.{0,2}$/.test(base) || base.includes("\0")) {
      throw new FlagonError(`A file cannot be named ${JSON.stringify(fileName.slice(0, 40))}.`, {
        code: "db.file-name",
        where: this.place,
        mend: "Give a name with letters; what a browser sends is a visitor's text.",
      });
    }
    const { uploadTo = "" } = this;
    if (typeof uploadTo === "function") return uploadTo(row as never, base);
    const two = (value: number) => String(value).padStart(2, "0");
    const folder = uploadTo
      .replaceAll("%Y", String(now.getFullYear()))
      .replaceAll("%m", two(now.getMonth() + 1))
      .replaceAll("%d", two(now.getDate()));
    return folder === "" ? base : `${folder.replace(/\/$/, "")}/${base}`;
  }
}

/** What the field of images takes. */
export interface ImageOptions<T = string, V = T> extends FileOptions<T, V> {
  /** The name of the field that gets the image's width in pixels. */
  widthField?: string;
  /** The name of the field that gets the image's height in pixels. */
  heightField?: string;
}

/** The name of an image in its storage. */
export class ImageField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends FileField<O, I, Optional, Traits> {
  override readonly kind: string = "ImageField";
  readonly widthField: string | undefined;
  readonly heightField: string | undefined;

  constructor({ widthField, heightField, ...options }: ImageOptions<unknown, never> = {}) {
    super(options);
    this.widthField = widthField;
    this.heightField = heightField;
  }

  override ownValidators(): readonly Validator<never>[] {
    return [...super.ownValidators(), validateImageExtension];
  }
}

/** What the field of file paths takes. */
export interface FilePathOptions<T = string, V = T> extends CharOptions<T, V> {
  /** The folder whose files are the choices, as an absolute path. */
  path?: string | (() => string);
  /** Which names are choices. Default: all. */
  match?: RegExp;
  /** Whether folders within count too. Default false. */
  recursive?: boolean;
  /** Whether files are choices. Default true. */
  allowFiles?: boolean;
  /** Whether folders are choices. Default false. */
  allowFolders?: boolean;
}

/** The path of a file that is there already; forms offer the files of a folder. At most 100 characters unless the options say otherwise. */
export class FilePathField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends CharField<O, I, Optional, Traits> {
  override readonly kind: string = "FilePathField";
  readonly folder: Pick<
    FilePathOptions,
    "path" | "match" | "recursive" | "allowFiles" | "allowFolders"
  >;

  constructor(options: FilePathOptions<unknown, never> = {}) {
    const { path, match, recursive, allowFiles, allowFolders, ...rest } = options;
    super({ maxLength: 100, ...rest });
    this.folder = {
      ...(path !== undefined && { path }),
      ...(match !== undefined && { match }),
      recursive: recursive ?? false,
      allowFiles: allowFiles ?? true,
      allowFolders: allowFolders ?? false,
    };
  }
}
