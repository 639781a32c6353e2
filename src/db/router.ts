/** Routers: which of several databases a model is read from and written to. */

/** What a router is told besides the model. */
export interface RoutingHints {
  /** The row that the question is about, where there is one. */
  instance?: unknown;
  /** The alias that the row came from, where it is known. */
  alias?: string;
}

/**
 * Answers questions about databases; undefined leaves the answer to the next router.
 *
 * @example
 * const replicas: Router<typeof Article> = { read: () => "replica", write: () => "default", allowRelation: () => true };
 */
export interface Router<Model = unknown> {
  /** The alias to read from. */
  read?(model: Model, hints: RoutingHints): string | undefined;
  /** The alias to write to. */
  write?(model: Model, hints: RoutingHints): string | undefined;
  /** Whether two rows may refer to each other. */
  allowRelation?(one: unknown, other: unknown, hints: RoutingHints): boolean | undefined;
  /** Whether a blueprint's (or one model's) tables belong into a database. */
  allowMigrate?(
    alias: string,
    blueprint: string,
    hints: RoutingHints & { model?: Model },
  ): boolean | undefined;
}

/** Gives the first answer that any router has. */
export function firstAnswer<Model, Answer>(
  routers: readonly Router<Model>[],
  ask: (router: Router<Model>) => Answer | undefined,
): Answer | undefined {
  for (const router of routers) {
    const answer = ask(router);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
