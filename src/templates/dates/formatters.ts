/** `Intl` formatters, made once for each language and set of options. */

const LARGEST = 500;

function cached<Options extends object, Formatter>(
  make: (locale: string, options: Options) => Formatter,
): (locale: string, options: Options) => Formatter {
  const known = new Map<string, Formatter>();
  return (locale, options) => {
    const key = `${locale}\0${JSON.stringify(options)}`;
    let formatter = known.get(key);
    if (formatter === undefined) {
      if (known.size >= LARGEST) known.clear();
      formatter = make(locale, options);
      known.set(key, formatter);
    }
    return formatter;
  };
}

/** Gives a formatter of dates. */
export const dateFormatter: (
  locale: string,
  options: Intl.DateTimeFormatOptions,
) => Intl.DateTimeFormat = cached((locale, options) => new Intl.DateTimeFormat(locale, options));

/** Gives a formatter of numbers. */
export const numberFormatter: (
  locale: string,
  options: Intl.NumberFormatOptions,
) => Intl.NumberFormat = cached((locale, options) => new Intl.NumberFormat(locale, options));

/** Gives a formatter of times seen from now. */
export const relativeFormatter: (
  locale: string,
  options: Intl.RelativeTimeFormatOptions,
) => Intl.RelativeTimeFormat = cached(
  (locale, options) => new Intl.RelativeTimeFormat(locale, options),
);

/** Tells whether a language is the English that the filters' own wording is in. */
export function isEnglish(locale: string): boolean {
  return locale === "en" || locale === "en-US";
}
