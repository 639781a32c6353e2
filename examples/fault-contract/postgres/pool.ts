/** Opens a pool of connections to PostgreSQL by the driver that is installed in this folder alone. */

/** The part of the driver's pool that is used. */
export interface Pool {
  query(sql: string, values: unknown[]): Promise<{ rows: unknown[] }>;
  on(event: "error", listener: (error: Error) => void): void;
  end(): Promise<void>;
}

/** Opens a pool. */
export async function openPool(url: string): Promise<Pool> {
  // The name stands in a variable, since the repository has no types of the driver.
  const driver = "pg";
  const { default: pg } = (await import(driver)) as {
    default: { Pool: new (options: object) => Pool };
  };
  const pool = new pg.Pool({
    connectionString: url,
    max: Number(process.env["POOL_SIZE"] ?? 10),
    connectionTimeoutMillis: Number(process.env["POOL_TIMEOUT_MS"] ?? 1000),
  });
  // An idle connection that the database cuts is replaced at the next query.
  pool.on("error", () => {});
  return pool;
}
