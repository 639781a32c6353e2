/** The static files extension: serves the app's folder, its blueprints' folders, and what lies in the root of a site. */

import type { Flagon } from "../app/app.ts";
import type { Blueprint, Placement } from "../app/blueprint.ts";
import type { Extension } from "../app/extension.ts";
import type { FlagonRequest } from "../app/request.ts";
import { FlagonError } from "../base/errors.ts";
import { NotFound } from "../http/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import { HeaderMap } from "../http/headers.ts";
import { FlagonResponse } from "../http/response.ts";
import { type CachedFile, FileCache } from "./file-cache.ts";
import { fileSystem, paths, ServedFolder } from "./folder.ts";
import { Manifest } from "./manifest.ts";
import { staticCommands } from "./commands.ts";
import { sendContent } from "./send-file.ts";

/** Options of {@link staticFiles}. */
export interface StaticOptions {
  /** The folder. Default: `static` in the app's folder. */
  folder?: string;
  /** Path of the files. Default: the setting `staticUrl`, `/static/`. */
  urlPrefix?: string;
  /** Files of the folder that are also served from the root of the site. Default `favicon.ico` and `robots.txt`, where they are there. */
  rootFiles?: readonly string[];
  /** Serves a single-page app: unknown paths below `urlPrefix` get `index`, and so does `urlPrefix` itself. */
  singlePage?: { urlPrefix: string; index?: string; folder?: string };
  /** The folder with hashed copies that `flagon collect-static` made. Default: `static-collected` in the app's folder, if it is there. */
  collected?: string;
  /** How long browsers may use files whose names have no hash. Default: the setting `staticMaxAgeSeconds`, 0. */
  maxAgeSeconds?: number;
}

/** How long a look at the disk holds in production. */
const FRESH_MS = 1000;
const YEAR_SECONDS = 31_536_000;

/**
 * Serves static files: `/static/app.css` from the app's folder, `/static/<blueprint>/…` from a blueprint's own.
 *
 * Small files stay in memory and are looked at on disk at most once a second, in debug mode each time. There are entity tags, ranges and compressed siblings
 * (`app.css.br`, `.zst`, `.gz`). Hidden files, links that lead out and listings are refused.
 *
 * @example
 * app.install(staticFiles());
 * app.urlFor("static", { path: "app.css" }); // "/static/app.css"
 */
export function staticFiles(options: StaticOptions = {}): Extension {
  return {
    name: "static",
    install(app) {
      const files = new StaticFiles(app, options);
      app.extensions.set("static-files", files);
      const prefix = options.urlPrefix ?? app.config.staticUrl;
      app.get(`${prefix}<path:path>`, { endpoint: "static" }, (request, { path }) =>
        files.serve(request, path),
      );
      app.templateValue("static", (request) => (path: unknown) => staticUrl(request, String(path)));
      app.urlDefaults((endpoint, values) => takeFilename(files, endpoint, values));
      for (const name of rootFiles(files, options))
        app.get(`/${name}`, { endpoint: `static-root-${name}` }, (request) =>
          files.serve(request, name),
        );
      for (const command of staticCommands(files)) app.command(command);
      if (options.singlePage !== undefined) serveSinglePage(app, options.singlePage);
      app.onCompile(() => addBlueprintRoutes(app, files));
    },
  };
}

/** The static files of an app. */
export class StaticFiles {
  readonly #app: Flagon;
  readonly #options: StaticOptions;
  readonly #caches = new Map<string, FileCache>();
  #manifest: Manifest | undefined;

  constructor(app: Flagon, options: StaticOptions) {
    this.#app = app;
    this.#options = options;
  }

  /** The app's own folder of static files. */
  get folder(): string {
    return this.#options.folder ?? this.#below("static");
  }

  /** The folder with hashed copies. */
  get collectedFolder(): string {
    return this.#options.collected ?? this.#below("static-collected");
  }

  /** The hashed names, where the files have been collected; in debug mode none are used. */
  get manifest(): Manifest {
    return (this.#manifest ??= this.#app.config.debug
      ? Manifest.empty
      : Manifest.load(this.collectedFolder));
  }

  /** The folders by the name that leads their paths: the empty name is the app's. */
  sources(): Map<string, string> {
    const sources = new Map([["", this.folder]]);
    const visit = ({ blueprint, name }: Placement, prefix: string): void => {
      const own = staticFolderOf(blueprint);
      if (own !== undefined) sources.set(prefix + name, own);
      for (const child of blueprint.parts.children) visit(child, `${prefix}${name}.`);
    };
    for (const placement of this.#app.parts.children) visit(placement, "");
    return sources;
  }

  /** Answers with a file, by its path below the static url. */
  serve(request: FlagonRequest, path: string): MaybePromise<FlagonResponse> {
    const { cache, rest } = this.#locate(path);
    const fresh = cache.fresh(rest);
    return fresh === undefined ? this.#serveLater(request, cache, rest) : answer(request, fresh);
  }

  /** Gives the path that a file has in urls: the hashed one where there is one. */
  hashedPath(path: string): string {
    return this.manifest.hashed(path);
  }

  async #serveLater(
    request: FlagonRequest,
    cache: FileCache,
    path: string,
  ): Promise<FlagonResponse> {
    const file = await cache.find(path);
    if (file === undefined) throw new NotFound();
    return answer(request, file);
  }

  /** Finds the folder for a path: hashed copies lie in the collected folder, a blueprint's files in its own. */
  #locate(path: string): { cache: FileCache; rest: string } {
    if (this.manifest.isHashed(path))
      return { cache: this.#cacheOf(this.collectedFolder), rest: path };
    const slash = path.indexOf("/");
    const name = slash < 0 ? "" : path.slice(0, slash);
    const own = name === "" ? undefined : this.#blueprintFolders.get(name);
    if (own !== undefined) return { cache: this.#cacheOf(own), rest: path.slice(slash + 1) };
    return { cache: this.#cacheOf(this.folder), rest: path };
  }

  #folders: Map<string, string> | undefined;

  get #blueprintFolders(): Map<string, string> {
    return (this.#folders ??= this.sources());
  }

  #cacheOf(folder: string): FileCache {
    let cache = this.#caches.get(folder);
    if (cache === undefined) {
      const plain = this.#cacheControl();
      cache = new FileCache(new ServedFolder(folder), {
        freshMs: this.#app.config.debug ? 0 : FRESH_MS,
        cacheControl: (path) =>
          this.manifest.isHashed(path) ? `public, max-age=${YEAR_SECONDS}, immutable` : plain,
      });
      this.#caches.set(folder, cache);
    }
    return cache;
  }

  #cacheControl(): string {
    const seconds = this.#options.maxAgeSeconds ?? this.#app.config.staticMaxAgeSeconds;
    return seconds > 0 ? `public, max-age=${seconds}` : "no-cache";
  }

  #below(name: string): string {
    return paths().join(this.#app.folder ?? ".", name);
  }
}

/** Gives the static files of an app. */
export function staticFilesOf(app: Flagon): StaticFiles {
  const files = app.extensions.get("static-files");
  if (files instanceof StaticFiles) return files;
  throw new FlagonError("The app serves no static files.", {
    code: "static.not-installed",
    where: "staticUrl()",
    mend: "Install the extension: app.install(staticFiles()).",
  });
}

/**
 * Gives the url of a static file, with the hash in its name where the files have been collected.
 *
 * @throws FlagonError `static.not-installed`, `static.missing-file` for a file that was not collected.
 */
export function staticUrl(request: FlagonRequest, path: string): string {
  return request.urlFor("static", { path: staticFilesOf(request.app).hashedPath(path) });
}

/** Takes `url_for("static", filename="app.css")` as Flask's templates say it. */
function takeFilename(files: StaticFiles, endpoint: string, values: Record<string, unknown>): void {
  if (endpoint !== "static" || values["filename"] === undefined || "path" in values) return;
  values["path"] = files.hashedPath(String(values["filename"]));
  delete values["filename"];
}

function answer(request: FlagonRequest, file: CachedFile): FlagonResponse {
  if (file.encoded.size > 0 || isPicky(request)) return answerPicky(request, file);
  const response = new FlagonResponse(file.content.span(0, file.content.size));
  response.headerMap = HeaderMap.fromTrusted([...file.lines]);
  return response;
}

/** Says whether a request has conditions or ranges; most have none. */
function isPicky(request: FlagonRequest): boolean {
  return (
    request.header("if-none-match") !== undefined ||
    request.header("if-modified-since") !== undefined ||
    request.header("range") !== undefined ||
    request.header("if-match") !== undefined ||
    request.header("if-unmodified-since") !== undefined
  );
}

function answerPicky(request: FlagonRequest, file: CachedFile): FlagonResponse {
  const encoding =
    file.encoded.size === 0
      ? undefined
      : request.acceptEncodings.bestMatch([...file.encoded.keys(), "identity"]);
  const content = (encoding === undefined ? undefined : file.encoded.get(encoding)) ?? file.content;
  const response = sendContent(request, content);
  response.headers.setTrusted("cache-control", file.lines[9]!);
  if (content !== file.content) response.headers.setTrusted("content-encoding", encoding!);
  if (file.encoded.size > 0) response.vary("Accept-Encoding");
  return response;
}

function rootFiles(files: StaticFiles, { rootFiles }: StaticOptions): readonly string[] {
  if (rootFiles !== undefined) return rootFiles;
  return ["favicon.ico", "robots.txt"].filter((name) => isThere(paths().join(files.folder, name)));
}

function isThere(path: string): boolean {
  try {
    return fileSystem().existsSync(path);
  } catch {
    return false;
  }
}

function staticFolderOf({ folder }: Blueprint<string>): string | undefined {
  if (folder === undefined) return undefined;
  const own = paths().join(folder, "static");
  return isThere(own) ? own : undefined;
}

/** A blueprint with a prefix serves its files below that, too: `/blog/static/blog.css`. */
function addBlueprintRoutes(app: Flagon, files: StaticFiles): void {
  for (const { blueprint, name, options } of app.parts.children) {
    const isNamed = (options.urlPrefix ?? "") + blueprint.urlPrefix !== "";
    if (!isNamed || staticFolderOf(blueprint) === undefined) continue;
    if (blueprint.parts.routes.some(({ endpoint }) => endpoint === "static")) continue;
    blueprint.get("/static/<path:path>", { endpoint: "static" }, (request, { path }) =>
      files.serve(request, `${name}/${path}`),
    );
  }
}

function serveSinglePage(
  app: Flagon,
  { urlPrefix, index = "index.html", folder }: NonNullable<StaticOptions["singlePage"]>,
): void {
  const root = folder ?? paths().join(app.folder ?? ".", "static");
  const cache = new FileCache(new ServedFolder(root), {
    freshMs: app.config.debug ? 0 : FRESH_MS,
    cacheControl: () => "no-cache",
  });
  const serve = async (request: FlagonRequest, path: string): Promise<FlagonResponse> => {
    const file = cache.fresh(path) ?? (await cache.find(path)) ?? (await cache.find(index));
    if (file === undefined) throw new NotFound();
    return answer(request, file);
  };
  const prefix = urlPrefix.replace(/\/+$/, "");
  app.get(`${prefix}/`, { endpoint: "single-page" }, (request) => serve(request, index));
  app.get(`${prefix}/<path:path>`, { endpoint: "single-page-path" }, (request, { path }) =>
    serve(request, String(path)),
  );
}
