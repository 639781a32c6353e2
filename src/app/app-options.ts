/** What an app may be made with. */

import type { RuleMapOptions } from "../routing/map.ts";
import type { SettingsInput } from "./config.ts";
import type { LoggingOptions } from "./log-config.ts";
import type { TemplateOptions } from "./renderer.ts";

/** Options of an app: any setting, and what is decided when it is made. */
export interface FlagonOptions extends Pick<
  RuleMapOptions,
  | "strictSlashes"
  | "mergeSlashes"
  | "hostMatching"
  | "subdomainMatching"
  | "sortParameters"
  | "converters"
> {
  /** Names the app in logs. Default `app`. */
  name?: string;
  /** The app's folder (`import.meta.dirname`), with `templates/` and `static/` in it. Default: the working folder. */
  folder?: string;
  /** Settings to begin with. */
  config?: SettingsInput;
  /** Loggers: levels, handlers and format, or a pino instance. */
  logging?: LoggingOptions;
  /** How templates are read: folders, a loader, the engine's syntax and extensions. */
  templates?: TemplateOptions;
  /** Headers that every response gets, over Flagon's own; `false` takes one of these away. */
  defaultHeaders?: Readonly<Record<string, string | false>>;
}

/** Headers that every response gets unless it has its own: no sniffing, no framing, no address leaks, no shared window. */
export const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

/** The names of the options. */
export const OPTION_NAMES: readonly (keyof FlagonOptions)[] = [
  "config",
  "converters",
  "defaultHeaders",
  "folder",
  "hostMatching",
  "logging",
  "mergeSlashes",
  "name",
  "sortParameters",
  "strictSlashes",
  "subdomainMatching",
  "templates",
];
