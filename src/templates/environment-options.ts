/** How an environment is set up, and what it is unless told. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { Names } from "./context.ts";
import type { Policies } from "./evaluation.ts";
import type { Loader } from "./loaders.ts";
import type { Localization } from "./localization.ts";
import type { LanguageExtension } from "./parser.ts";
import type { PrecompiledTemplates } from "./precompiled.ts";
import type { SandboxOptions } from "./sandbox.ts";
import type { FragmentStore } from "./tags/cache.ts";
import type { Tag } from "./tags/custom-tag.ts";
import { DEFAULT_SYNTAX, type Syntax } from "./tokens.ts";
import type { UndefinedFlavor } from "./undefined.ts";

/** How an environment is set up. All of it may be left out. */
export interface EnvironmentOptions extends Partial<Syntax> {
  /** Where templates come from. Without one only texts can be rendered. */
  loader?: Loader;
  /** Whether output is escaped: always (the default), never, or by the name of the template (`undefined` for a text). */
  autoescape?: boolean | ((name: string | undefined) => boolean);
  /** How undefined values behave; `default` unless told. */
  undefined?: UndefinedFlavor;
  /** Parts of the language that may be turned off; all are on. */
  extensions?: readonly LanguageExtension[];
  /** Names that every template sees. */
  globals?: Names;
  /** Settings of single filters. */
  policies?: Partial<Policies>;
  /**
   * Whether `gettext` and its family fill in named values and escape them, as in `_("Hello %(name)s", name=user)`; they do unless told.
   * Where they do not, `%` does: `_("Hello %(name)s") % {"name": user}`. `trans` tags look the same in both.
   */
  newstyleGettext?: boolean;
  /** What a block is that fills none of the templates above, a misspelt one for example: nothing (the default, as in Jinja) or an error. */
  unknownBlocks?: "error" | "ignore";
  /** Looks at each use of a template whether the loader would give another one by now. For development; default false. */
  autoReload?: boolean;
  /** Most items that a loop takes of an iterator, which may have no end; lists have no limit. Default 1,000,000. */
  iteratorLimit?: number;
  /** A folder to keep compiled templates in from one process to the next; none unless told. It may be deleted at any time. */
  cacheFolder?: string;
  /** A module that {@link Environment.precompile} has written; its templates come before those of the loader, and need no code generation. */
  precompiled?: PrecompiledTemplates;
  /** Gives the language and the time zone of this moment; asked whenever a template needs one. English in UTC unless told. */
  localization?: () => Localization;
  /** Tags of your own, by name. */
  tags?: Readonly<Record<string, Tag>>;
  /** Where `{% cache %}` keeps what it has rendered. In this process unless told, the last 1,000 pieces. */
  fragments?: FragmentStore;
  /** For templates that users write: they read data, call what is open to them, and work within limits. Default false. */
  sandbox?: boolean | SandboxOptions;
}

/** The settings of filters unless told. */
export const DEFAULT_POLICIES: Policies = {
  urlizeRel: "noopener",
  urlizeTarget: undefined,
  urlizeExtraSchemes: [],
  truncateLeeway: 5,
  trimTranslations: false,
};

/** All that can be turned off is on, but for `debug` in a sandbox, which would show what the host keeps. */
export const EXTENSIONS: readonly LanguageExtension[] = ["do", "loopcontrols", "i18n", "debug"];

/** The options beside those that say how a template is written. */
const OTHER_OPTIONS: readonly (keyof EnvironmentOptions)[] = [
  "autoescape",
  "autoReload",
  "cacheFolder",
  "extensions",
  "fragments",
  "globals",
  "iteratorLimit",
  "loader",
  "localization",
  "newstyleGettext",
  "policies",
  "precompiled",
  "sandbox",
  "tags",
  "undefined",
  "unknownBlocks",
];

/**
 * Refuses an option that there is not: it would be passed over in silence where nobody checks types.
 *
 * @throws FlagonError `templates.unknown-option`
 */
export function assertOptions(names: readonly string[]): void {
  const wrong = names.find((name) => !(name in DEFAULT_SYNTAX));
  if (wrong === undefined) return;
  throw new FlagonError(`An environment has no option "${wrong}".`, {
    code: "templates.unknown-option",
    where: "new Environment()",
    mend: suggest(wrong, [...OTHER_OPTIONS, ...Object.keys(DEFAULT_SYNTAX)]),
  });
}
