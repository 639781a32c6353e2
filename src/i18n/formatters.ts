/** Formatters of `Intl`, made once and kept: making one costs a hundred times as much as using it. */

/** The kinds of formatters that are kept. */
interface Kinds {
  number: [Intl.NumberFormatOptions, Intl.NumberFormat];
  date: [Intl.DateTimeFormatOptions, Intl.DateTimeFormat];
  relative: [Intl.RelativeTimeFormatOptions, Intl.RelativeTimeFormat];
  list: [Intl.ListFormatOptions, Intl.ListFormat];
}

const MAKERS: { [K in keyof Kinds]: (locale: string, options: Kinds[K][0]) => Kinds[K][1] } = {
  number: (locale, options) => new Intl.NumberFormat(locale, options),
  date: (locale, options) => new Intl.DateTimeFormat(locale, options),
  relative: (locale, options) => new Intl.RelativeTimeFormat(locale, options),
  list: (locale, options) => new Intl.ListFormat(locale, options),
};

/** Options come from code, so there are few; time zones of users are what this bounds. */
const MOST = 2000;
const kept = new Map<string, unknown>();

/** Gives a formatter. @throws RangeError for options that `Intl` refuses */
export function formatterOf<K extends keyof Kinds>(
  kind: K,
  locale: string,
  options: Kinds[K][0],
): Kinds[K][1] {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  let formatter = kept.get(key) as Kinds[K][1] | undefined;
  if (formatter === undefined) {
    formatter = MAKERS[kind](locale, options);
    if (kept.size >= MOST) kept.clear();
    kept.set(key, formatter);
  }
  return formatter;
}
