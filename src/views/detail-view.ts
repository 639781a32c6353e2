/** A page with one row. */

import type { ViewResult } from "../app/view.ts";
import { FlagonError } from "../base/errors.ts";
import { DoesNotExist } from "../db/errors.ts";
import type { RowSet } from "../db/row-set.ts";
import { ValidationError } from "../db/validation.ts";
import { NotFound } from "../http/errors.ts";
import { placeOf, RowsView } from "./rows-view.ts";

/** What views of one row share: which one it is. */
export abstract class RowView<Row extends object, Params extends object> extends RowsView<
  Row,
  Params
> {
  /** The param with the primary key. Default: `pk`, or `id` where the rule has that. */
  pkParam: string | undefined = undefined;
  /** The param with the slug, which counts where there is no key. Default `slug`. */
  slugParam = "slug";
  /** The field that holds the slug. Default `slug`. */
  slugField = "slug";
  /** Whether a rule with both asks for a row that has both. Default false: the key alone counts. */
  queryPkAndSlug = false;
  /** One more name of the row in the template. Default: the model's, as `article`. */
  contextName: string | undefined = undefined;

  /**
   * Gives the row that the rule's params name.
   *
   * @throws NotFound where there is none, FlagonError `views.no-key` where the rule has neither key nor slug.
   */
  async getObject(): Promise<Row> {
    const conditions = this.#conditions();
    const set = this.getQuerySet() as unknown as RowSet;
    try {
      return (await set.get(parsed(set, conditions))) as Row;
    } catch (error) {
      if (!(error instanceof DoesNotExist || error instanceof ValidationError)) throw error;
      throw new NotFound(undefined, { hint: error.message, cause: error });
    }
  }

  #conditions(): Record<string, unknown> {
    const params = this.params as Readonly<Record<string, unknown>>;
    const key = params[this.pkParam ?? ("pk" in params ? "pk" : "id")];
    const slug = params[this.slugParam];
    const bySlug = slug !== undefined && (key === undefined || this.queryPkAndSlug);
    if (key === undefined && !bySlug) {
      throw new FlagonError("The rule says neither which key nor which slug the row has.", {
        code: "views.no-key",
        where: `${this.constructor.name}, ${placeOf(this.request)}`,
        mend: 'Write a rule with a param: "/<int:pk>" or "/<slug:slug>", or set pkParam or slugParam.',
      });
    }
    return { ...(key !== undefined && { pk: key }), ...(bySlug && { [this.slugField]: slug }) };
  }

  /** Shows a row under its names. */
  protected showRow(
    object: Row,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<ViewResult> {
    const name = this.contextName ?? this.modelName;
    return this.show({ object, ...(name !== undefined && { [name]: object }), ...more });
  }
}

/** A key as its field reads it: no row has one that the field could not hold. */
function parsed(set: RowSet, conditions: Record<string, unknown>): Record<string, unknown> {
  if (!("pk" in conditions) || set.meta.keyFields.length > 1) return conditions;
  return { ...conditions, pk: set.meta.pk.clean(conditions["pk"]) };
}

/**
 * Shows one row: `blog.get("/<int:pk>", DetailView.asView({ model: Article }))`, or by its slug with `"/<slug:slug>"`.
 *
 * The template (`blog/article_detail.html`) has it as `object` and as `article`. A row that is not there is a 404.
 */
export class DetailView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends RowView<Row, Params> {
  readonly templateSuffix: string = "_detail";

  override async get(): Promise<ViewResult> {
    return this.showRow(await this.getObject());
  }
}
