/** `flagon/routing`: rules, matching and building, usable alone. */
export { Binding } from "./binding.ts";
export type { BindOptions, BuildOptions, MatchQuestion, Outcome } from "./binding.ts";
export type { BuildValues } from "./build.ts";
export type {
  Converter,
  ConverterArgument,
  ConverterArguments,
  ConverterFactory,
} from "./converters.ts";
export type { Found } from "./leaf.ts";
export { RuleMap } from "./map.ts";
export type { RuleMapOptions } from "./map.ts";
export type { ConverterTypes, Params } from "./params.ts";
export type { RequestPlace, SitePlace } from "./request-binding.ts";
export type { RedirectTarget, Rule, RuleOptions } from "./rule.ts";
export { pythonLinks } from "./python.ts";
export type { QueryValues } from "./urls.ts";
