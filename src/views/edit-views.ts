/** Pages that make a row, change one, and delete one. */

import { redirect } from "../app/redirect.ts";
import type { ViewResult } from "../app/view.ts";
import { FlagonError } from "../base/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import { RowView } from "./detail-view.ts";
import { formFields, RowForm, type Values } from "./row-form.ts";

/** A row, as far as these views handle it. */
interface EditedRow {
  save(): Promise<void>;
  delete(): Promise<unknown>;
  fullClean(options: object): Promise<void>;
  url?: unknown;
}

/** What views that end well share: where the visitor goes then, and what is said. */
abstract class EditView<Row extends object, Params extends object> extends RowView<Row, Params> {
  /** Where to go afterwards; `{slug}` is a value of the row. Default: the `url` of the row. */
  successUrl: string | undefined = undefined;
  /** What the next page says, with `flagon/messages`; `{title}` is a value of the row. Default: nothing. */
  successMessage: string | undefined = undefined;

  /** Gives the address to go to afterwards. */
  getSuccessUrl(object: Row): MaybePromise<string> {
    if (this.successUrl !== undefined)
      return filled(this.successUrl, object, (value) => encodeURIComponent(value));
    const { url } = object as EditedRow;
    if (typeof url === "string") return url;
    throw new FlagonError("The view does not say where to go afterwards.", {
      code: "views.no-success-url",
      where: `class ${this.constructor.name}`,
      mend: 'Give it the property successUrl = "/articles/{id}", or the model a getter url.',
    });
  }

  /** Says that all went well and goes on. */
  protected async finish(object: Row): Promise<ViewResult> {
    const url = await this.getSuccessUrl(object);
    if (this.successMessage !== undefined) this.#say(filled(this.successMessage, object, String));
    // 303: whatever the method was, the browser asks for the next page by GET (RFC 9110, 15.4.4).
    return redirect(url, 303);
  }

  #say(text: string): void {
    const request = this.request as { flash?: (text: string, level: string) => void };
    if (typeof request.flash === "function") return request.flash(text, "success");
    throw new FlagonError("There is nothing that keeps messages for the next page.", {
      code: "views.no-messages",
      where: `class ${this.constructor.name}`,
      mend: "Call app.install(messages()), or leave successMessage out.",
    });
  }
}

/** Replaces `{name}` by the row's value. */
function filled(text: string, object: object, write: (value: string) => string): string {
  return text.replace(/\{(\w+)\}/g, (_all, name: string) =>
    write(String((object as Values)[name] ?? "")),
  );
}

/** What the form views share. */
abstract class FormView<Row extends object, Params extends object> extends EditView<Row, Params> {
  readonly templateSuffix: string = "_form";
  /** The fields that a visitor may fill in, and no others. */
  fields: readonly string[] | undefined = undefined;

  /** Gives what the form shows at first, besides what the row has. */
  getInitial(): MaybePromise<Values> {
    return {};
  }

  /** Called with a row that holds up, before it is saved: for what the visitor does not fill in. Saves it. */
  async formValid(object: Row, _form: RowForm): Promise<ViewResult> {
    await (object as unknown as EditedRow).save();
    return this.finish(object);
  }

  /** Called with a form that something is wrong with: shows it again. */
  async formInvalid(object: Row, form: RowForm): Promise<ViewResult> {
    return this.showForm(object, form);
  }

  protected async showForm(object: Row, form: RowForm): Promise<ViewResult> {
    return this.showRow(object, { form: await form.prepare() });
  }

  protected async form(object: Row, { isSent }: { isSent: boolean }): Promise<RowForm> {
    const fields = formFields(this.meta!, this.fields, `class ${this.constructor.name}`);
    const shown = { ...(object as Values), ...(isSent ? {} : await this.getInitial()) };
    return new RowForm(fields, shown, isSent ? await this.request.form() : undefined);
  }

  /** Puts what was sent into the row and looks whether it holds up. */
  protected async take(object: Row): Promise<ViewResult> {
    const form = await this.form(object, { isSent: true });
    Object.assign(object, form.values);
    await form.check(object as unknown as EditedRow, this.meta!);
    return form.isValid ? this.formValid(object, form) : this.formInvalid(object, form);
  }
}

/**
 * Makes a row from what a visitor fills in.
 *
 * GET shows the form (`blog/article_form.html`, with `form`), POST makes the row and goes to its `url`, or shows the form again with what is wrong.
 *
 * @example
 * blog.route("/new", CreateView.asView({ model: Article, fields: ["title", "body"] }));
 */
export class CreateView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends FormView<Row, Params> {
  override async get(): Promise<ViewResult> {
    const object = this.newRow();
    return this.showForm(object, await this.form(object, { isSent: false }));
  }

  async post(): Promise<ViewResult> {
    return this.take(this.newRow());
  }

  /** Makes the row that the form fills in. Override it for values that visitors do not choose. */
  protected newRow(): Row {
    const model = this.meta?.model as (new (values: Values) => Row) | undefined;
    // Without a model `getQuerySet` says what is missing.
    if (model === undefined) this.getQuerySet();
    return new model!({});
  }
}

/**
 * Changes a row by what a visitor fills in: `blog.route("/<int:pk>/edit", UpdateView.asView({ model: Article, fields: ["title"] }))`.
 *
 * As `CreateView`, with the row that the rule names.
 */
export class UpdateView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends FormView<Row, Params> {
  override async get(): Promise<ViewResult> {
    const object = await this.getObject();
    return this.showForm(object, await this.form(object, { isSent: false }));
  }

  async post(): Promise<ViewResult> {
    return this.take(await this.getObject());
  }
}

/**
 * Deletes a row once the visitor has confirmed: `blog.route("/<int:pk>/delete", DeleteView.asView({ model: Article, successUrl: "/" }))`.
 *
 * GET asks (`blog/article_confirm_delete.html`), POST deletes, and so does DELETE.
 */
export class DeleteView<
  Row extends object = object,
  Params extends object = Record<string, unknown>,
> extends EditView<Row, Params> {
  readonly templateSuffix: string = "_confirm_delete";

  override async get(): Promise<ViewResult> {
    return this.showRow(await this.getObject());
  }

  async post(): Promise<ViewResult> {
    const object = await this.getObject();
    // The address may be made of what the row has, and is known before the row is gone.
    const url = await this.getSuccessUrl(object);
    await (object as unknown as EditedRow).delete();
    this.successUrl = url;
    return this.finish(object);
  }

  delete(): Promise<ViewResult> {
    return this.post();
  }
}
