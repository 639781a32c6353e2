/** Tells operations in the suite's words, which are Django's. */

const NAMES = {
  AlterModelComment: "AlterModelTableComment",
  RunCode: "RunPython",
  RunSql: "RunSQL",
};

/** The operations of a draft. What Flagon folds into the creation of a model, Django tells by itself. */
export function operationsOf({ label, operations }) {
  return operations.flatMap((operation) => told(operation).map((one) => ({ app: label, ...one })));
}

function told(operation) {
  const kind = operation.constructor.name;
  // The column by which rows are in order below another one is a field among others here.
  if (operation.field === "_order" && /^(Add|Remove)Field$/.test(kind))
    return [{ op: "AlterOrderWithRespectTo", model: operation.name.toLowerCase() }];
  const own = { op: NAMES[kind] ?? kind, model: operation.name?.toLowerCase() };
  switch (kind) {
    case "CreateModel":
      return [own, ...foldedIn(operation)];
    case "RenameModel":
      return [{ ...own, to: operation.to }];
    case "MoveModel":
      return [{ ...own, from: operation.from }];
    case "RenameField":
      return [{ ...own, field: operation.field, to: operation.to }];
    case "AddIndex":
      return [{ ...own, name: operation.index.options.name }];
    case "RemoveIndex":
      return [{ ...own, name: operation.index }];
    case "AddConstraint":
      return [{ ...own, name: operation.constraint.options.name }];
    case "RemoveConstraint":
      return [{ ...own, name: operation.constraint }];
    default:
      return [operation.field === undefined ? own : { ...own, field: operation.field }];
  }
}

function foldedIn({ name, options }) {
  const model = name.toLowerCase();
  return [
    ...(options.indexes ?? []).map((one) => ({ op: "AddIndex", model, name: one.options.name })),
    ...(options.constraints ?? []).map((one) => ({
      op: "AddConstraint",
      model,
      name: one.options.name,
    })),
  ];
}
