/** The settings. What differs from one machine to the next comes from the environment, and from `.env` on this one. */

const { DATABASE_URL, FLAGON_SECRET_KEY } = process.env;

export const settings = {
  /** SQLite in a file, unless the environment names another database. */
  databaseUrl: DATABASE_URL ?? "sqlite:///site.db",

  /** The time zone in which dates are taken out of instants. */
  timeZone: "UTC",

  /** What sessions and tokens are signed with. `npx flagon secret` makes one; it belongs into the environment. */
  secretKey: FLAGON_SECRET_KEY,

  sessionCookie: { name: "__project___session" },
};
