/** Archives: the rows of a year, a month, a week or a day, and the ways to the ones before and after. */

import type { ViewResult } from "../app/view.ts";
import { FlagonError } from "../base/errors.ts";
import { DateField, DateTimeField } from "../db/fields/dates.ts";
import { RowSet } from "../db/row-set.ts";
import type { PlainDate } from "../db/temporal.ts";
import { NotFound } from "../http/errors.ts";
import { between, dayOf, further, startOf, startWith, today, type Unit } from "./archive-dates.ts";
import { RowView } from "./detail-view.ts";
import { ListView } from "./list-view.ts";
import type { Pageable } from "./paginator.ts";

/** What every archive has. */
abstract class DatedView<Row extends object, Params extends object> extends ListView<Row, Params> {
  /** The field with the date or the instant that rows are filed under. */
  dateField: string | undefined = undefined;
  /** Whether rows of days to come are shown. Default false. */
  allowFuture = false;
  override allowEmpty = false;

  /** The rows, newest first, without those of days to come unless they are allowed. */
  protected datedRows(): RowSet {
    const rows = this.getQuerySet() as unknown as RowSet;
    const field = dateFieldOf(rows, this.dateField, this.constructor.name);
    const shown = this.allowFuture
      ? rows
      : between(rows, field, undefined, today().add({ days: 1 }));
    return this.ordering === undefined ? shown.orderBy(`-${field}`, "-pk") : shown;
  }

  /** The different years, months or days that have rows, oldest first. */
  protected async dateList(rows: RowSet, unit: "year" | "month" | "day"): Promise<PlainDate[]> {
    return (await rows.dates(this.dateField!, unit).run()) as PlainDate[];
  }
}

function dateFieldOf(rows: unknown, name: string | undefined, view: string): string {
  const field = rows instanceof RowSet && name !== undefined ? rows.meta.field(name) : undefined;
  if (field instanceof DateField || field instanceof DateTimeField) return field.name;
  throw new FlagonError("The archive does not say by which date its rows are filed.", {
    code: "views.no-date-field",
    where: `class ${view}`,
    mend: 'Give it a model, and the property dateField = "publishedAt" with the name of a date or datetime field.',
  });
}

/**
 * Shows the newest rows, and which years have any.
 *
 * The template (`blog/article_archive.html`) has them as `latest`, and the years as `dateList`, newest first.
 */
export class ArchiveView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends DatedView<Row, Params> {
  override readonly templateSuffix: string = "_archive";
  override allowEmpty = true;

  override async get(): Promise<ViewResult> {
    const rows = this.datedRows();
    const dateList = (await this.dateList(rows, "year")).toReversed();
    const listed = await this.read(rows as unknown as Pageable<object>);
    return this.showListed(listed, { latest: listed.page ?? listed.objectList, dateList });
  }
}

/** What archives of a stretch of the calendar share. */
abstract class PeriodView<Row extends object, Params extends object> extends DatedView<
  Row,
  Params
> {
  protected abstract readonly unit: Unit;

  /** The first day of what is shown. */
  protected start(): PlainDate {
    return startOf(this.unit, this.params as Readonly<Record<string, unknown>>);
  }

  override async get(): Promise<ViewResult> {
    const start = this.start();
    if (!this.allowFuture && start.toString() > today().toString())
      throw new NotFound(undefined, { hint: `${start.toString()} is yet to come.` });
    const all = this.datedRows();
    const rows = between(all, this.dateField!, start, further(this.unit, start, 1));
    const { unit } = this;
    const name = unit[0]!.toUpperCase() + unit.slice(1);
    return this.showRows(rows as unknown as Pageable<object>, {
      [unit]: start,
      [`next${name}`]: await this.#beside(all, start, 1),
      [`previous${name}`]: await this.#beside(all, start, -1),
      ...(await this.besides(rows)),
    });
  }

  /** More names for the template. */
  protected async besides(_rows: RowSet): Promise<Record<string, unknown>> {
    return {};
  }

  /** The stretch after this one, or before it: the nearest with rows, or where empty ones are shown the very next. */
  async #beside(all: RowSet, start: PlainDate, step: 1 | -1): Promise<PlainDate | undefined> {
    const { unit } = this;
    const next = further(unit, start, step);
    if (this.allowEmpty) {
      const isToCome = next.toString() > today().toString();
      return isToCome && !this.allowFuture ? undefined : next;
    }
    const field = this.dateField!;
    const beyond =
      step === 1
        ? between(all, field, next, undefined).orderBy(field)
        : between(all, field, undefined, start).orderBy(`-${field}`);
    const nearest = (await beyond.first()) as object | undefined;
    return nearest === undefined ? undefined : startWith(unit, dayOf(all.meta, field, nearest));
  }
}

/**
 * Shows which months of a year have rows, and with `makeObjectList` the rows: `blog.get("/<int:year>/", YearArchiveView.asView({ model: Article, dateField: "publishedAt" }))`.
 *
 * The template (`blog/article_archive_year.html`) has `year`, `nextYear` and `previousYear` as the first days of each, and `dateList`, the months.
 */
export class YearArchiveView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends PeriodView<Row, Params> {
  override readonly templateSuffix: string = "_archive_year";
  protected readonly unit = "year";
  /** Whether the rows of the whole year are shown too. Default false. */
  makeObjectList = false;

  protected override async besides(rows: RowSet): Promise<Record<string, unknown>> {
    const dateList = await this.dateList(rows, "month");
    if (!this.allowEmpty && dateList.length === 0)
      throw new NotFound(undefined, { hint: "The year has no rows." });
    return { dateList };
  }

  protected override async showRows(
    rows: Pageable<object>,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<ViewResult> {
    if (this.makeObjectList) return super.showRows(rows, more);
    return this.show({ objectList: [], isPaginated: false, ...more });
  }
}

/**
 * Shows the rows of a month: `blog.get("/<int:year>/<month>/", MonthArchiveView.asView({ … }))`; the month is a number or its first three letters (`nov`).
 *
 * The template (`blog/article_archive_month.html`) has `month`, `nextMonth`, `previousMonth`, and `dateList`, the days.
 */
export class MonthArchiveView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends PeriodView<Row, Params> {
  override readonly templateSuffix: string = "_archive_month";
  protected readonly unit = "month";

  protected override async besides(rows: RowSet): Promise<Record<string, unknown>> {
    return { dateList: await this.dateList(rows, "day") };
  }
}

/** Shows the rows of a week, from Monday on, counted as in ISO 8601: `blog.get("/<int:year>/week/<int:week>/", …)`. The template is `blog/article_archive_week.html`. */
export class WeekArchiveView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends PeriodView<Row, Params> {
  override readonly templateSuffix: string = "_archive_week";
  protected readonly unit = "week";
}

/** Shows the rows of a day: `blog.get("/<int:year>/<month>/<int:day>/", …)`. The template is `blog/article_archive_day.html`. */
export class DayArchiveView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends PeriodView<Row, Params> {
  override readonly templateSuffix: string = "_archive_day";
  protected readonly unit: Unit = "day";
}

/** Shows the rows of the present day, in the current time zone. The template is `blog/article_archive_day.html`. */
export class TodayArchiveView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends DayArchiveView<Row, Params> {
  protected override start(): PlainDate {
    return today();
  }
}

/** Shows one row that was filed on a day: `blog.get("/<int:year>/<month>/<int:day>/<slug:slug>/", …)`. The template is `blog/article_detail.html`. */
export class DateDetailView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends RowView<Row, Params> {
  readonly templateSuffix: string = "_detail";
  /** The field with the date or the instant that rows are filed under. */
  dateField: string | undefined = undefined;
  /** Whether rows of days to come are shown. Default false. */
  allowFuture = false;

  override getQuerySet(): Pageable<object> {
    const rows = super.getQuerySet();
    const field = dateFieldOf(rows, this.dateField, this.constructor.name);
    const start = startOf("day", this.params as Readonly<Record<string, unknown>>);
    if (!this.allowFuture && start.toString() > today().toString())
      throw new NotFound(undefined, { hint: `${start.toString()} is yet to come.` });
    const found = between(rows as unknown as RowSet, field, start, start.add({ days: 1 }));
    return found as unknown as Pageable<object>;
  }

  override async get(): Promise<ViewResult> {
    return this.showRow(await this.getObject());
  }
}
