/** The environment: where templates come from, how they are written, and the filters, tests and globals that they have. */

import type { FoundMessage } from "../base/source-messages.ts";
import { FlagonError } from "../base/errors.ts";
import { nearest, suggest } from "../base/suggest.ts";
import type { ParsedTemplate } from "./check.ts";
import { compileTemplate } from "./compiler.ts";
import type { CodeVariant, TemplateCode } from "./template-code.ts";
import type { Names, Surroundings } from "./context.ts";
import { plainAccess } from "./attributes.ts";
import {
  TemplateError,
  TemplateLimitError,
  TemplateNotFound,
  TemplateSyntaxError,
} from "./errors.ts";
import { type Access, needsEvaluation, type Policies } from "./evaluation.ts";
import { builtInFilters } from "./filters/all.ts";
import { builtInGlobals } from "./globals.ts";
import { Lexer, normalizeText } from "./lexer.ts";
import type { LoadedTemplate, Loader } from "./loaders.ts";
import { ENGLISH, type Localization } from "./localization.ts";
import { type ExtractOptions, extractMessages } from "./message-extractor.ts";
import type { Statement } from "./nodes.ts";
import { type LanguageExtension, type ParserOptions, parseTemplate } from "./parser.ts";
import { runtimeOf } from "./runtime.ts";
import { Sandbox, type SandboxOptions } from "./sandbox.ts";
import { type AnyFunction, signatureOf } from "./signatures.ts";
import { TemplateSource } from "./source.ts";
import { type CompiledTemplate, Program, PROGRAM } from "./program.ts";
import { Template } from "./template.ts";
import { cacheTag, type FragmentStore, memoryFragments } from "./tags/cache.ts";
import { COMPONENT_FUNCTIONS } from "./tags/component.ts";
import { functionOf, type Tag } from "./tags/custom-tag.ts";
import { hiddenName, isVisible } from "./tags/tag-context.ts";
import { builtInTests } from "./template-tests.ts";
import { DEFAULT_SYNTAX, type Syntax } from "./tokens.ts";
import { translationGlobals } from "./translations.ts";
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
  /** Gives the language and the time zone of this moment; asked whenever a template needs one. English in UTC unless told. */
  localization?: () => Localization;
  /** Tags of your own, by name. */
  tags?: Readonly<Record<string, Tag>>;
  /** Where `{% cache %}` keeps what it has rendered. In this process unless told, the last 1,000 pieces. */
  fragments?: FragmentStore;
  /** For templates that users write: they read data, call what is open to them, and work within limits. Default false. */
  sandbox?: boolean | SandboxOptions;
}

const DEFAULT_POLICIES: Policies = {
  urlizeRel: "noopener",
  urlizeTarget: undefined,
  urlizeExtraSchemes: [],
  truncateLeeway: 5,
  trimTranslations: false,
};

/** Compiled code: it gets the functions of the runtime, and the program that it is of. */
type MakeTemplate = (runtime: Record<string, unknown>, program: Program) => CompiledTemplate;

/** All that can be turned off is on, but for `debug` in a sandbox, which would show what the host keeps. */
const EXTENSIONS: readonly LanguageExtension[] = ["do", "loopcontrols", "i18n", "debug"];
/** A template that was compiled, with what the loader gave. */
interface KeptTemplate {
  readonly template: Template;
  readonly loaded: LoadedTemplate;
}

/** Loads, compiles and keeps templates. */
export class Environment {
  /** The filters by name; add yours before templates are compiled. The first parameter is the value. */
  readonly filters: Map<string, AnyFunction>;
  /** The tests by name; add yours before templates are compiled. The first parameter is the value. */
  readonly tests: Map<string, AnyFunction>;
  /** The names that every template sees. */
  readonly globals: Names;
  /** What is around a template that is rendered with nothing else: the globals. */
  readonly surroundings: Surroundings;
  readonly undefined: UndefinedFlavor;
  readonly policies: Policies;
  /** Whether templates that change are read again. */
  readonly autoReload: boolean;
  /** Whether a block that fills none of the parents' is an error. */
  readonly unknownBlocks: "error" | "ignore";
  /** Gives the language and the time zone of this moment. */
  readonly localization: () => Localization;
  /** What holds the templates, where they are not trusted. */
  readonly sandbox: Sandbox | undefined;
  /** How templates read values. */
  readonly access: Access;
  readonly #syntax: Syntax;
  readonly #lexer: Lexer;
  readonly #loader: Loader | undefined;
  readonly #autoescape: boolean | ((name: string | undefined) => boolean);
  readonly #parsing: ParserOptions;
  readonly #runtime: Record<string, unknown>;
  /** Partials of templates, each of which can be rendered alone. */
  readonly #fragments = new WeakMap<Template, Map<string, Template>>();
  readonly #tags = new Map<string, { hasBody: boolean }>();
  readonly #templates = new Map<string, KeptTemplate>();

  constructor(options: EnvironmentOptions = {}) {
    const {
      loader,
      autoescape,
      undefined: flavor,
      extensions,
      globals,
      policies,
      autoReload,
      unknownBlocks,
      localization,
      sandbox,
      tags,
      fragments = memoryFragments(),
      newstyleGettext = true,
      iteratorLimit = 1_000_000,
      ...rest
    } = options;
    assertKnown(Object.keys(rest));
    this.#syntax = { ...DEFAULT_SYNTAX, ...rest };
    this.#lexer = new Lexer(this.#syntax);
    this.#loader = loader;
    this.#autoescape = autoescape ?? true;
    this.undefined = flavor ?? "default";
    this.policies = { ...DEFAULT_POLICIES, ...policies };
    this.autoReload = autoReload ?? false;
    this.unknownBlocks = unknownBlocks ?? "ignore";
    this.localization = localization ?? (() => ENGLISH);
    const holds = sandbox === true ? {} : sandbox;
    this.sandbox = holds ? new Sandbox(holds, this.undefined) : undefined;
    this.access = this.sandbox ?? plainAccess(this.undefined);
    this.filters = builtInFilters();
    this.tests = builtInTests();
    this.#parsing = {
      tags: this.#tags,
      extensions: extensions ?? EXTENSIONS.filter((name) => !(holds && name === "debug")),
      trans: { newstyle: newstyleGettext, trimmed: this.policies.trimTranslations },
    };
    const translations = this.#parsing.extensions.includes("i18n")
      ? translationGlobals(newstyleGettext)
      : {};
    this.globals = Object.assign(
      Object.create(null) as Names,
      builtInGlobals(this.localization),
      translations,
      COMPONENT_FUNCTIONS,
      globals,
    );
    for (const [name, tag] of Object.entries({ cache: cacheTag(fragments), ...tags })) {
      this.addTag(name, tag);
    }
    this.surroundings = {
      undefined: this.undefined,
      find: (name) => this.globals[name],
      names: () => Object.keys(this.globals).filter(isVisible),
    };
    this.#runtime = runtimeOf({ flavor: this.undefined, sandbox: this.sandbox, iteratorLimit });
  }

  /** Adds a tag; add yours before the templates that use it are compiled. */
  addTag(name: string, tag: Tag): void {
    this.#tags.set(name, { hasBody: tag.hasBody ?? false });
    this.globals[hiddenName(name)] = functionOf(tag);
  }

  /** Renders a text as a template. */
  renderString(text: string, names: Names = {}): string {
    return this.fromString(text).render(names);
  }

  /** Makes a template of a text. @throws TemplateSyntaxError */
  fromString(text: string, name = "<string>"): Template {
    return this.#compile(text, name, name === "<string>" ? undefined : name);
  }

  /**
   * Gives a template by its name; it is compiled once and kept.
   *
   * @throws TemplateNotFound when the loader has none
   * @throws TemplateSyntaxError
   */
  getTemplate(name: string): Template {
    const template = this.findTemplate([name]);
    if (template === undefined) throw this.notFound([name]);
    return template;
  }

  /** Makes the error for templates that are not there. */
  notFound(names: readonly string[]): TemplateNotFound {
    return new TemplateNotFound(names, this.describeLoader(names));
  }

  /** Gives the first of the templates that is there. */
  findTemplate(names: readonly string[]): Template | undefined {
    for (const name of names) {
      const kept = this.#templates.get(name);
      if (kept !== undefined && (!this.autoReload || kept.loaded.isFresh?.() !== false))
        return kept.template;
      const loaded = this.#loader?.load(name);
      if (loaded === undefined) {
        const fragment = this.#fragment(name);
        if (fragment !== undefined) return fragment;
        continue;
      }
      const template = this.#compile(loaded.text, name, name);
      this.#templates.set(name, { template, loaded });
      return template;
    }
    return undefined;
  }

  /** Gives what `page.html#row` names: a partial of a template. */
  #fragment(name: string): Template | undefined {
    const mark = name.lastIndexOf("#");
    const whole = mark === -1 ? undefined : this.findTemplate([name.slice(0, mark)]);
    if (whole === undefined) return undefined;
    let fragments = this.#fragments.get(whole);
    if (fragments === undefined) this.#fragments.set(whole, (fragments = new Map()));
    let fragment = fragments.get(name);
    if (fragment === undefined) {
      fragment = new Template(name, (isAsync) =>
        whole[PROGRAM](isAsync).fragment(name.slice(mark + 1)),
      );
      fragments.set(name, fragment);
    }
    return fragment;
  }

  /** Gives the text of a template as the loader has it now, with its file; undefined where there is none. */
  loadSource(name: string): LoadedTemplate | undefined {
    return this.#loader?.load(name);
  }

  /** Reads a template without compiling it, for tools; undefined where there is none. @throws TemplateSyntaxError */
  parse(name: string): ParsedTemplate | undefined {
    const loaded = this.loadSource(name);
    if (loaded === undefined) return undefined;
    const source = new TemplateSource(name, normalizeText(loaded.text, this.#syntax));
    return { source, body: this.#parse(source) };
  }

  /** The names of all templates that the loader knows of. */
  templateNames(): string[] {
    return [...new Set(this.#loader?.names?.() ?? [])].toSorted();
  }

  /** Says where templates are looked for, and which one may be meant by the names of one that is not there. */
  describeLoader(asked: readonly string[] = []): string {
    if (this.#loader === undefined) return "Give the environment a loader.";
    const known = asked.length === 0 ? [] : this.templateNames();
    const near = asked
      .map((name) => nearestTemplate(name, known))
      .find((name) => name !== undefined);
    const meant = near === undefined ? "" : `Did you mean "${near}"? `;
    return `${meant}Looked in ${this.#loader.describe()}.`;
  }

  #compile(text: string, name: string, escapingName: string | undefined): Template {
    const most = this.sandbox?.limits.length ?? Number.POSITIVE_INFINITY;
    if (text.length > most) {
      throw new TemplateLimitError(`The template is longer than ${most} letters.`);
    }
    const source = new TemplateSource(name, normalizeText(text, this.#syntax));
    return new Template(name, (isAsync) => this.#programOf(source, escapingName, isAsync));
  }

  #programOf(source: TemplateSource, escapingName: string | undefined, isAsync: boolean): Program {
    return new Program(this, source, isAsync, (program, kind) =>
      this.#compiled(program, source, escapingName, { isAsync, kind }),
    );
  }

  #compiled(
    program: Program,
    source: TemplateSource,
    escapingName: string | undefined,
    variant: CodeVariant,
  ): CompiledTemplate {
    try {
      const { code } = this.#codeOf(source, escapingName, variant);
      const make = new Function("R", "T", code) as MakeTemplate;
      return make(this.#runtime, program);
    } catch (error) {
      // An expression of thousands of terms overflows the stack here or in the parser of JavaScript.
      if (error instanceof TemplateError || !(error instanceof RangeError)) throw error;
      throw new TemplateSyntaxError("The template nests too deeply.").locate(source.placeOf(0));
    }
  }

  /** Gives the JavaScript of a template. */
  #codeOf(
    source: TemplateSource,
    escapingName: string | undefined,
    variant: CodeVariant,
  ): TemplateCode {
    const escape = this.#autoescape;
    const body = this.#parse(source);
    return compileTemplate(source, body, {
      variant,
      sandboxed: this.sandbox !== undefined,
      autoescape: typeof escape === "function" ? escape(escapingName) : escape,
      named: (kind, name, count) => this.#named(kind, name, count),
      suggest: (kind, name) =>
        suggest(name, (kind === "filter" ? this.filters : this.tests).keys()),
    });
  }

  #parse(source: TemplateSource): Statement[] {
    return parseTemplate(source, this.#lexer.tokenize(source), this.#parsing);
  }

  /**
   * Gives the texts to translate of a template's text, in their order: those of `trans` tags and of calls with literal texts.
   *
   * @throws TemplateSyntaxError
   */
  extractMessages(text: string, name: string, options: ExtractOptions = {}): FoundMessage[] {
    const source = new TemplateSource(name, normalizeText(text, this.#syntax));
    return extractMessages(source, this.#parse(source), this.#lexer.comments(source), options);
  }

  #named(kind: "filter" | "test", name: string, count: number) {
    const call = (kind === "filter" ? this.filters : this.tests).get(name);
    if (call === undefined) return undefined;
    const signature = signatureOf(call);
    const fits =
      signature !== undefined &&
      !signature.keywords &&
      count + 1 >= signature.required &&
      (signature.variadic || count + 1 <= signature.names.length);
    const direct = count >= 0 && (signature === undefined || fits);
    return { direct, wantsEvaluation: needsEvaluation(call) };
  }
}

/** The options beside those that say how a template is written. */
const OTHER_OPTIONS: readonly (keyof EnvironmentOptions)[] = [
  "autoescape",
  "autoReload",
  "extensions",
  "globals",
  "iteratorLimit",
  "loader",
  "localization",
  "newstyleGettext",
  "policies",
  "sandbox",
  "undefined",
  "unknownBlocks",
];

/** A misspelt option would be passed over in silence where nobody checks types. */
function assertKnown(names: readonly string[]): void {
  const wrong = names.find((name) => !(name in DEFAULT_SYNTAX));
  if (wrong === undefined) return;
  throw new FlagonError(`An environment has no option "${wrong}".`, {
    code: "templates.unknown-option",
    where: "new Environment()",
    mend: suggest(wrong, [...OTHER_OPTIONS, ...Object.keys(DEFAULT_SYNTAX)]),
  });
}

/** Gives the name that is most likely meant: a near one, or the one that ends the same way in another folder. */
function nearestTemplate(wrong: string, known: readonly string[]): string | undefined {
  const file = wrong.slice(wrong.lastIndexOf("/") + 1);
  return nearest(wrong, known) ?? known.find((name) => name.endsWith(`/${file}`) || name === file);
}
