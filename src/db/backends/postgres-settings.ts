/** The way to a database of PostgreSQL. */

/** The way to a database of PostgreSQL. */
export interface PostgresSettings {
  /** A name, an address, or the folder of a Unix socket. Default `"localhost"`. */
  host?: string;
  /** Default 5432. */
  port?: number;
  /** Default: who runs this process. */
  user?: string;
  password?: string;
  /** Default: the user's name. */
  database?: string;
  /** `true` checks the certificate; an object is what `tls.connect` takes. Default false. */
  ssl?: boolean | Record<string, unknown>;
  /** What the server's lists of connections show. Default `"flagon"`. */
  applicationName?: string;
  /** Settings of the session by their names: `search_path`, `TimeZone`, `role`, `lock_timeout`. */
  session?: Readonly<Record<string, string>>;
  /** Options for the server's command line, as `PGOPTIONS` has them. */
  options?: string;
  /** Whether statements are prepared by name. Switch it off behind a pooler that changes connections between statements. Default true. */
  prepare?: boolean;
  /** How many prepared statements a connection keeps. Default 256. */
  statements?: number;
}
