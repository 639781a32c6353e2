/** The environment: where templates come from, how they are written, and the filters, tests and globals that they have. */

import type { FoundMessage } from "../base/source-messages.ts";
import { nearest, suggest } from "../base/suggest.ts";
import type { ParsedTemplate } from "./check.ts";
import {
  assertOptions,
  DEFAULT_POLICIES,
  type EnvironmentOptions,
  EXTENSIONS,
} from "./environment-options.ts";
import { CodeSource } from "./code-source.ts";
import type { Names, Surroundings } from "./context.ts";
import { plainAccess } from "./attributes.ts";
import { TemplateLimitError, TemplateNotFound } from "./errors.ts";
import { type Access, needsEvaluation, type Policies } from "./evaluation.ts";
import { builtInFilters } from "./filters/all.ts";
import { builtInGlobals } from "./globals.ts";
import { type FreeNames, freeNamesOf } from "./free-names.ts";
import { Lexer, normalizeText } from "./lexer.ts";
import type { LoadedTemplate, Loader } from "./loaders.ts";
import { ENGLISH, type Localization } from "./localization.ts";
import { type ExtractOptions, extractMessages } from "./message-extractor.ts";
import type { Statement } from "./nodes.ts";
import { type ParserOptions, parseTemplate } from "./parser.ts";
import { runtimeOf } from "./runtime.ts";
import { Sandbox } from "./sandbox.ts";
import { type AnyFunction, signatureOf } from "./signatures.ts";
import { TemplateSource } from "./source.ts";
import {
  assertFits,
  assertVersion,
  moduleText,
  precompiledCode,
  type PrecompiledTemplates,
} from "./precompiled.ts";
import { Program, PROGRAM } from "./program.ts";
import { Template } from "./template.ts";
import { cacheTag, memoryFragments } from "./tags/cache.ts";
import { COMPONENT_FUNCTIONS } from "./tags/component.ts";
import { functionOf, type Tag } from "./tags/custom-tag.ts";
import { hiddenName, isVisible } from "./tags/tag-context.ts";
import { builtInTests } from "./template-tests.ts";
import { DEFAULT_SYNTAX, type Syntax } from "./tokens.ts";
import { translationGlobals } from "./translations.ts";
import type { UndefinedFlavor } from "./undefined.ts";

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
  readonly #codes: CodeSource;
  readonly #precompiled: PrecompiledTemplates | undefined;
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
      cacheFolder,
      precompiled,
      ...rest
    } = options;
    assertOptions(Object.keys(rest));
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
    this.globals = this.#globalsOf(newstyleGettext, globals);
    for (const [name, tag] of Object.entries({ cache: cacheTag(fragments), ...tags })) {
      this.addTag(name, tag);
    }
    this.surroundings = {
      undefined: this.undefined,
      find: (name) => this.globals[name],
      names: () => Object.keys(this.globals).filter(isVisible),
    };
    if (precompiled !== undefined) assertVersion(precompiled);
    this.#precompiled = precompiled;
    this.#codes = this.#codeSource(cacheFolder);
    this.#runtime = runtimeOf({ flavor: this.undefined, sandbox: this.sandbox, iteratorLimit });
  }

  #globalsOf(newstyleGettext: boolean, own: Names | undefined): Names {
    const { extensions } = this.#parsing;
    const translations = extensions.includes("i18n") ? translationGlobals(newstyleGettext) : {};
    const bare = Object.create(null) as Names;
    const builtIn = builtInGlobals(this.localization);
    return Object.assign(bare, builtIn, translations, COMPONENT_FUNCTIONS, own);
  }

  #codeSource(cacheFolder: string | undefined): CodeSource {
    return new CodeSource({
      sandboxed: this.sandbox !== undefined,
      settings: () => JSON.stringify([this.#syntax, this.#parsing, [...this.#tags]]),
      parse: (source) => this.#parse(source),
      named: (kind, name, count) => this.#named(kind, name, count),
      suggest: (kind, name) =>
        suggest(name, (kind === "filter" ? this.filters : this.tests).keys()),
      cacheFolder,
    });
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
      const loaded = this.#load(name);
      if (loaded === undefined) {
        const fragment = this.#fragment(name);
        if (fragment !== undefined) return fragment;
        continue;
      }
      const template = loaded.template ?? this.#compile(loaded.text, name, name);
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

  /**
   * Gives the names that a template asks for, with those of the templates that it extends and includes by a constant name, without what it sets
   * itself and without the globals.
   *
   * @throws TemplateNotFound, TemplateSyntaxError
   */
  freeNames(name: string): FreeNames {
    const host = {
      parse: (other: string) => this.parse(other),
      hasGlobal: (one: string) => one in this.globals,
    };
    const found = freeNamesOf(host, name);
    if (found === undefined) throw this.notFound([name]);
    return found;
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
    const ahead = Object.keys(this.#precompiled?.templates ?? {});
    return [...new Set([...ahead, ...(this.#loader?.names?.() ?? [])])].toSorted();
  }

  /** Says where templates are looked for, and which one may be meant by the names of one that is not there. */
  describeLoader(asked: readonly string[] = []): string {
    if (this.#loader === undefined && this.#precompiled === undefined)
      return "Give the environment a loader.";
    const known = asked.length === 0 ? [] : this.templateNames();
    const near = asked
      .map((name) => nearestTemplate(name, known))
      .find((name) => name !== undefined);
    const meant = near === undefined ? "" : `Did you mean "${near}"? `;
    const ahead = this.#precompiled === undefined ? [] : ["the precompiled templates"];
    const places = [...ahead, this.#loader?.describe() ?? []].flat().join(", ");
    return `${meant}Looked in ${places}.`;
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
    const request = {
      source,
      autoescape: this.#escapes(escapingName),
      isNamed: escapingName !== undefined,
    };
    return new Program(this, source, isAsync, (program, kind) => {
      const make = this.#codes.make({ ...request, variant: { isAsync, kind } });
      return make(this.#runtime, program);
    });
  }

  #escapes(name: string | undefined): boolean {
    const escape = this.#autoescape;
    return typeof escape === "function" ? escape(name) : escape;
  }

  /** Gives what stands for a name: a template that was compiled before, or the text of one. */
  #load(name: string): (LoadedTemplate & { template?: Template }) | undefined {
    const { templates = {} } = this.#precompiled ?? {};
    if (!Object.hasOwn(templates, name)) return this.#loader?.load(name);
    const found = templates[name]!;
    const here = { autoescape: this.#escapes(name), sandboxed: this.sandbox !== undefined };
    assertFits(this.#codes, name, found, here);
    const source = new TemplateSource(name, found.text);
    const template = new Template(
      name,
      (isAsync) =>
        new Program(this, source, isAsync, (program, kind) =>
          precompiledCode(found, { isAsync, kind })(this.#runtime, program),
        ),
    );
    return { text: found.text, template };
  }

  /**
   * Gives the text of a JavaScript module with templates, all that the loader knows of unless told: for platforms that make no code of texts.
   *
   * @throws TemplateNotFound
   * @throws TemplateSyntaxError
   */
  precompile(names: readonly string[] = this.templateNames()): string {
    const sandboxed = this.sandbox !== undefined;
    const templates = names.map((name) => {
      const loaded = this.#loader?.load(name);
      if (loaded === undefined) throw this.notFound([name]);
      const source = new TemplateSource(name, normalizeText(loaded.text, this.#syntax));
      return { source, autoescape: this.#escapes(name), sandboxed };
    });
    return moduleText(this.#codes, templates);
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

/** Gives the name that is most likely meant: a near one, or the one that ends the same way in another folder. */
function nearestTemplate(wrong: string, known: readonly string[]): string | undefined {
  const file = wrong.slice(wrong.lastIndexOf("/") + 1);
  return nearest(wrong, known) ?? known.find((name) => name.endsWith(`/${file}`) || name === file);
}
