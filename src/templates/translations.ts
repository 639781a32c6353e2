/** The gettext functions of templates: they ask the environment's language, fill in named values and escape them. */

import { SafeHtml } from "../base/safe-html.ts";
import type { Names } from "./context.ts";
import { type Evaluation, withEvaluation } from "./evaluation.ts";
import { formatPercent } from "./percent-format.ts";
import { str } from "./printing.ts";
import { type AnyFunction, signed } from "./signatures.ts";
import type { Keywords } from "./values.ts";

/** Gives `_`, `gettext`, `ngettext`, `pgettext` and `npgettext`. */
export function translationGlobals(newstyle: boolean): Names {
  return newstyle ? newstyleGlobals() : oldstyleGlobals();
}

/** Gives a translation as it is printed: with its values filled in, and as HTML where output is escaped. */
function filled(evaluation: Evaluation, text: string, values: Keywords): unknown {
  const format = evaluation.autoescape ? new SafeHtml(text) : text;
  return text.includes("%") ? formatPercent(format, values) : format;
}

// Parameters begin with "__" because the named values of a text share their space.
function newstyleGlobals(): Names {
  const gettext = declare("gettext", "__message **", ({ environment }, values, message) => ({
    text: environment.localization().gettext(str(message)),
    values,
  }));
  return {
    _: gettext,
    gettext,
    ngettext: declare(
      "ngettext",
      "__singular __plural __count **",
      ({ environment }, values, singular, plural, count) => ({
        text: environment.localization().ngettext(str(singular), str(plural), Number(count)),
        values: { num: count, ...values },
      }),
    ),
    pgettext: declare(
      "pgettext",
      "__context __message **",
      ({ environment }, values, context, message) => ({
        text: environment.localization().pgettext(str(context), str(message)),
        values: { context, ...values },
      }),
    ),
    npgettext: declare(
      "npgettext",
      "__context __singular __plural __count **",
      ({ environment }, values, context, singular, plural, count) => ({
        text: environment
          .localization()
          .npgettext(str(context), str(singular), str(plural), Number(count)),
        values: { context, num: count, ...values },
      }),
    ),
  };
}

type Translate = (
  evaluation: Evaluation,
  values: Keywords,
  ...given: unknown[]
) => { text: string; values: Keywords };

function declare(name: string, parameters: string, translate: Translate): AnyFunction {
  const call = (evaluation: Evaluation, keywords: Keywords, ...given: unknown[]) => {
    const { text, values } = translate(evaluation, keywords, ...given);
    return filled(evaluation, text, values);
  };
  Object.defineProperty(call, "name", { value: name });
  return withEvaluation(signed(parameters, call));
}

function oldstyleGlobals(): Names {
  const gettext = withEvaluation(
    signed("message", ({ environment }: Evaluation, message: unknown) =>
      environment.localization().gettext(str(message)),
    ),
  );
  return {
    _: gettext,
    gettext,
    ngettext: withEvaluation(
      signed(
        "singular plural count",
        ({ environment }: Evaluation, one: unknown, many: unknown, count: unknown) =>
          environment.localization().ngettext(str(one), str(many), Number(count)),
      ),
    ),
    pgettext: withEvaluation(
      signed("context message", ({ environment }: Evaluation, context: unknown, message: unknown) =>
        environment.localization().pgettext(str(context), str(message)),
      ),
    ),
    npgettext: withEvaluation(
      signed(
        "context singular plural count",
        ({ environment }: Evaluation, ...given: unknown[]) => {
          const [context, singular, plural, count] = given;
          const language = environment.localization();
          return language.npgettext(str(context), str(singular), str(plural), Number(count));
        },
      ),
    ),
  };
}
