/** A page with the rows of a model or a list, whole or in pages. */

import type { ViewResult } from "../app/view.ts";
import { NotFound } from "../http/errors.ts";
import { RowSet } from "../db/row-set.ts";
import { type Page, type Pageable, Paginator } from "./paginator.ts";
import { RowsView } from "./rows-view.ts";

/** Which rows a list shows. */
export interface Listed<Row> {
  /** The rows of the page, or all. */
  objectList: readonly Row[];
  /** The page; undefined where the list is whole. */
  page: Page<Row> | undefined;
}

/**
 * Shows rows: `blog.get("/", ListView.asView({ model: Article, paginateBy: 20 }))`.
 *
 * The template (`blog/article_list.html`) has `objectList`, the same as `articleList`, and with `paginateBy` also `page`, `paginator` and `isPaginated`. `?page=2`
 * is the second page, `?page=last` the last; a page that is not there is a 404.
 *
 * @example
 * class Index extends ListView<Article> {
 *   override model = Article;
 *   override paginateBy = 20;
 *   override getQuerySet() { return Article.live().selectRelated("author"); }
 * }
 * blog.get("/", { endpoint: "index" }, Index.asView());
 */
export class ListView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends RowsView<Row, Params> {
  readonly templateSuffix: string = "_list";
  /** How the rows are ordered. Default: as the query set is. */
  ordering: string | readonly string[] | undefined = undefined;
  /** So many rows to a page. Default: all on one. */
  paginateBy: number | undefined = undefined;
  /** Up to so many rows alone on the last page go to the one before. Default 0. */
  paginateOrphans = 0;
  /** The page's name in the query. Default `page`. */
  pageParam = "page";
  /** Whether a list without rows is shown, or is a 404. Default true. */
  allowEmpty = true;
  /** One more name of the rows in the template. Default: the model's, as `articleList`. */
  contextName: string | undefined = undefined;

  override getQuerySet(): Pageable<object> {
    const rows = super.getQuerySet();
    if (this.ordering === undefined || !(rows instanceof RowSet)) return rows;
    const ordering = typeof this.ordering === "string" ? [this.ordering] : this.ordering;
    return rows.orderBy(...ordering) as unknown as Pageable<object>;
  }

  /** Gives how many rows a page has; undefined for all of them. */
  getPaginateBy(): number | undefined {
    return this.paginateBy;
  }

  override async get(): Promise<ViewResult> {
    return this.showRows(this.getQuerySet());
  }

  /** Shows these rows, or the page of them that is asked for. */
  protected async showRows(
    rows: Pageable<object>,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<ViewResult> {
    return this.showListed(await this.read(rows), more);
  }

  /** Shows rows that have been read. */
  protected async showListed(
    { objectList, page }: Listed<object>,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<ViewResult> {
    if (!this.allowEmpty && objectList.length === 0)
      throw new NotFound(undefined, { hint: `${this.constructor.name} has no rows to show.` });
    const name = this.contextName ?? (this.modelName && `${this.modelName}List`);
    return this.show({
      objectList,
      ...(name !== undefined && { [name]: objectList }),
      page,
      paginator: page?.paginator,
      isPaginated: page?.hasOtherPages ?? false,
      ...more,
    });
  }

  /** Reads the rows, or those of the page that is asked for. */
  protected async read(rows: Pageable<object>): Promise<Listed<object>> {
    const size = this.getPaginateBy();
    if (size === undefined) return { objectList: await rows, page: undefined };
    const paginator = new Paginator(rows, size, {
      orphans: this.paginateOrphans,
      allowEmptyFirstPage: this.allowEmpty,
    });
    // `?page=`, as a form sends an empty input, asks for none.
    const page = await paginator.page(this.request.query.get(this.pageParam) || undefined);
    return { objectList: page.items, page };
  }
}
