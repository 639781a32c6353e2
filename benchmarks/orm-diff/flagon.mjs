/** Flagon's side of the corpus: opens a database, runs a case, and says what came back in the corpus' own terms. */
import {
  connect,
  DatabaseError,
  getDatabase,
  IntegrityError,
  transaction,
  ValidationError,
} from "../../src/db/index.ts";
import { run as interpret } from "./interpret.mjs";
import { result } from "./results.mjs";

const CODES = {
  "db.unknown-field": "FieldError",
  "db.unknown-lookup": "FieldError",
  "db.no-single-relation": "FieldError",
  "db.join-not-allowed": "FieldError",
  "db.wrong-type": "ValidationError",
  "db.sliced": "TypeError",
  "db.combined": "NotSupportedError",
  "db.not-unique": "ValueError",
  "db.does-not-exist": "DoesNotExist",
  "db.multiple-rows": "MultipleObjectsReturned",
  "db.protected": "ProtectedError",
  "db.restricted": "RestrictedError",
  "db.not-updated": "DatabaseError",
  "db.integrity": "IntegrityError",
  "db.missing-value": "IntegrityError",
  "db.undefined-value": "ValueError",
  "db.null-lookup": "ValueError",
  "db.wrong-count": "ValueError",
  "db.unsaved-row": "ValueError",
  "db.not-supported": "NotSupportedError",
  "db.flat-values": "TypeError",
  "db.values-related": "TypeError",
  "db.values-deferred": "TypeError",
  "db.merge": "TypeError",
  "db.no-latest-by": "ValueError",
  "db.values-contains": "TypeError",
  "db.bad-annotation": "ValueError",
  "db.no-relation": "AttributeError",
  "db.no-aggregate": "TypeError",
  "db.nested-aggregate": "FieldError",
};

/** Numbers and relations have errors of Python's own where others are refused by validation. */
function byMessage({ code, message, where }) {
  if (code === "db.wrong-type" && /takes a (whole )?number/.test(message)) return "ValueError";
  if (code === "db.unknown-field" && /\.save\(/.test(where)) return "ValueError";
  return undefined;
}

/** Django's name of an error. */
function errorName(error) {
  if (error instanceof IntegrityError) return "IntegrityError";
  if (error instanceof ValidationError) return "ValidationError";
  return (
    byMessage(error) ??
    CODES[error.code] ??
    (error instanceof DatabaseError ? "DatabaseError" : error.name)
  );
}

class Undo extends Error {}

/** Opens a database with the corpus' rows. */
export async function open({ dialect, file, url }) {
  const databases = connect(
    dialect === "sqlite" ? `sqlite:///${file.startsWith("/") ? file : `./${file}`}` : url,
  );
  let sqlCount = 0;
  getDatabase().onStatement(({ sql }) => {
    if (!/^\s*(BEGIN|SAVEPOINT|RELEASE|ROLLBACK|COMMIT|START)/i.test(sql)) sqlCount++;
  });
  return {
    async run(case_) {
      let answer;
      try {
        await transaction(async () => {
          sqlCount = 0;
          try {
            const [value] = await interpret(case_.ast);
            answer = { kind: case_.kind, rows: await result(value) };
          } catch (error) {
            answer = { kind: "error", rows: { $error: errorName(error) }, error };
          }
          answer.sqlCount = sqlCount;
          throw new Undo();
        });
      } catch (error) {
        if (!(error instanceof Undo)) throw error;
      }
      return answer;
    },
    close: () => databases.close(),
  };
}
