/** `flagon/templates`: Jinja's template language, compiled to JavaScript. It needs nothing else of Flagon. */

export type { FoundMessage, GettextShape } from "../base/source-messages.ts";
export { markSafe, SafeHtml } from "../base/safe-html.ts";
export { checkTemplates, type TemplateFinding } from "./check.ts";
export type { Names, Surroundings } from "./context.ts";
export { Environment } from "./environment.ts";
export type { EnvironmentOptions } from "./environment-options.ts";
export {
  FilterArgumentError,
  SecurityError,
  TemplateAssertionError,
  TemplateError,
  TemplateLimitError,
  TemplateNotFound,
  type TemplatePlace,
  TemplateRuntimeError,
  TemplateSyntaxError,
  TemplateTypeError,
  TemplateValueError,
  UndefinedError,
} from "./errors.ts";
export { templateFrames } from "./frames.ts";
export { type Evaluation, type Policies, withEvaluation } from "./evaluation.ts";
export { folderLoader } from "./folder-loader.ts";
export {
  choiceLoader,
  dictLoader,
  functionLoader,
  type LoadedTemplate,
  type Loader,
  prefixLoader,
} from "./loaders.ts";
export type { FreeNames } from "./free-names.ts";
export type { Localization } from "./localization.ts";
export type { ExtractOptions } from "./message-extractor.ts";
export type { SandboxLimits } from "./limits.ts";
export type { PrecompiledTemplate, PrecompiledTemplates } from "./precompiled.ts";
export type { LanguageExtension } from "./parser.ts";
export { allowInSandbox, type SandboxOptions } from "./sandbox.ts";
export { Template } from "./template.ts";
export { type FragmentStore, memoryFragments } from "./tags/cache.ts";
export type { Tag, TagUse } from "./tags/custom-tag.ts";
export type { Syntax } from "./tokens.ts";
export { Undefined, type UndefinedFlavor } from "./undefined.ts";
export { Float, toFloat, Tuple } from "./values.ts";
