/** What views of rows share: where the rows come from, how they are called, and which templates show them. */

import type { FlagonRequest } from "../app/request.ts";
import { FlagonError } from "../base/errors.ts";
import type { Meta, ModelClass } from "../db/meta.ts";
import { metaOf } from "../db/registry.ts";
import { RowSet } from "../db/row-set.ts";
import { TemplateView } from "./page-views.ts";
import type { Pageable } from "./paginator.ts";

/** A model whose rows are of this type. */
export type ModelOf<Row> = abstract new (...given: never[]) => Row;

/** Views of the rows of one model, or of a list. */
export abstract class RowsView<
  Row extends object,
  Params extends object,
> extends TemplateView<Params> {
  /** The model, all of whose rows are shown unless `querySet` or `getQuerySet()` say otherwise. */
  model: ModelOf<Row> | undefined = undefined;
  /** The rows: a query set, which each request asks anew, or a list. They may be less than whole rows: `only()`, `values()`. */
  querySet: Pageable<object> | undefined = undefined;
  /** What comes between the model's name and `.html` in the name of the template: `_list`. */
  abstract readonly templateSuffix: string;

  /** Gives the rows. It is not async: awaiting a query set would read all of its rows. */
  getQuerySet(): Pageable<object> {
    const { querySet, model } = this;
    // A copy: what one request has read is not what the next one sees.
    if (querySet instanceof RowSet) return querySet.all() as unknown as Pageable<object>;
    if (querySet !== undefined) return querySet;
    if (model !== undefined) return (model as unknown as { all(): Pageable<object> }).all();
    throw new FlagonError("The view does not say which rows it shows.", {
      code: "views.no-rows",
      where: `class ${this.constructor.name}`,
      mend: "Give it the property model or querySet, or override getQuerySet().",
    });
  }

  /** Gives the templates by name: `template`, else `blog/article_list.html` after the blueprint and the model. */
  override getTemplateNames(): readonly string[] {
    const meta = this.meta;
    if (this.template !== undefined || meta === undefined) return super.getTemplateNames();
    const folder = meta.label === "" ? "" : `${meta.label}/`;
    return [`${folder}${meta.name.toLowerCase()}${this.templateSuffix}.html`];
  }

  /** What is known of the model; undefined for a plain list. */
  protected get meta(): Meta | undefined {
    const { model, querySet } = this;
    if (model !== undefined) return metaOf(model as unknown as ModelClass);
    return querySet instanceof RowSet ? querySet.meta : undefined;
  }

  /** The model's name as templates know it: `article`. */
  protected get modelName(): string | undefined {
    const name = this.meta?.name;
    return name === undefined ? undefined : name[0]!.toLowerCase() + name.slice(1);
  }
}

/** The request of a view, for what is told of it. */
export function placeOf(request: FlagonRequest): string {
  return `${request.method} ${request.path}`;
}
