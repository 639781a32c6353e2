/** Loaders: where templates come from by their names. */

/** What a loader finds. */
export interface LoadedTemplate {
  text: string;
  /** The file it was read from. */
  path?: string | undefined;
  /** Says whether the loader would still give the same; a loader whose templates do not change leaves it out. */
  isFresh?(): boolean;
}

/** Gives templates by name. */
export interface Loader {
  /** Gives a template, or undefined where this loader has none of the name. */
  load(name: string): LoadedTemplate | undefined;
  /** Says where it looked, for the error. */
  describe(): string;
  /** The names that there are, for suggestions and for whoever wants all templates. */
  names?(): Iterable<string>;
}

/** Loads templates from an object of texts by name. */
export function dictLoader(templates: Readonly<Record<string, string>>): Loader {
  return {
    load: (name) => (Object.hasOwn(templates, name) ? { text: templates[name]! } : undefined),
    describe: () => {
      const count = Object.keys(templates).length;
      return `an object of ${count} ${count === 1 ? "template" : "templates"}`;
    },
    names: () => Object.keys(templates),
  };
}

/** Loads templates by a function that gives a text, or undefined where there is none. */
export function functionLoader(find: (name: string) => string | undefined): Loader {
  return {
    load(name) {
      const text = find(name);
      return text === undefined ? undefined : { text };
    },
    describe: () => "a function",
  };
}

/** Asks loaders one after the other. */
export function choiceLoader(...loaders: Loader[]): Loader {
  return {
    load(name) {
      for (const [index, loader] of loaders.entries()) {
        const found = loader.load(name);
        if (found !== undefined) return unlessBefore(found, loaders.slice(0, index), name);
      }
      return undefined;
    },
    describe: () => loaders.map((loader) => loader.describe()).join("; "),
    *names() {
      for (const loader of loaders) yield* loader.names?.() ?? [];
    },
  };
}

/** Gives each loader the names that start with its prefix and a `/`, without the prefix. */
export function prefixLoader(loaders: Readonly<Record<string, Loader>>): Loader {
  return {
    load(name) {
      const slash = name.indexOf("/");
      const prefix = name.slice(0, Math.max(0, slash));
      if (slash === -1 || !Object.hasOwn(loaders, prefix)) return undefined;
      return loaders[prefix]!.load(name.slice(slash + 1));
    },
    describe: () => `the prefixes ${Object.keys(loaders).join(", ")}`,
    *names() {
      for (const [prefix, loader] of Object.entries(loaders))
        for (const name of loader.names?.() ?? []) yield `${prefix}/${name}`;
    },
  };
}

/** A template is no longer the one once a loader that is asked earlier has it too. */
function unlessBefore(
  found: LoadedTemplate,
  before: readonly Loader[],
  name: string,
): LoadedTemplate {
  if (before.length === 0) return found;
  const isFresh = (): boolean =>
    (found.isFresh?.() ?? true) && before.every((loader) => loader.load(name) === undefined);
  return { text: found.text, path: found.path, isFresh };
}
