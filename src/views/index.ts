/** `flagon/views`: views as classes, lists and pages of rows, archives by date, and pages that make, change and delete rows. */
export {
  ArchiveView,
  DateDetailView,
  DayArchiveView,
  MonthArchiveView,
  TodayArchiveView,
  WeekArchiveView,
  YearArchiveView,
} from "./archive-views.ts";
export { DetailView } from "./detail-view.ts";
export { CreateView, DeleteView, UpdateView } from "./edit-views.ts";
export { type Listed, ListView } from "./list-view.ts";
export { type ClassViewFunction, MethodView, type ViewOptions } from "./method-view.ts";
export { RedirectView, TemplateView } from "./page-views.ts";
export {
  type CountedRows,
  ELLIPSIS,
  type ElisionOptions,
  Page,
  type Pageable,
  Paginator,
  type PaginatorOptions,
} from "./paginator.ts";
export { type RowForm, type RowFormChoice, type RowFormField } from "./row-form.ts";
export { type ModelOf } from "./rows-view.ts";
