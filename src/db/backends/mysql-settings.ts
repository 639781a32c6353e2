/** The way to a database of MySQL or MariaDB. */

/** The way to a database of MySQL or MariaDB. */
export interface MysqlSettings {
  /** A name, an address, or the path of a Unix socket. Default `"localhost"`. */
  host?: string;
  /** Default 3306. */
  port?: number;
  /** Default `"root"`. */
  user?: string;
  password?: string;
  database?: string;
  /** `true` checks the certificate; an object is what `tls.connect` takes. Default false. */
  ssl?: boolean | Record<string, unknown>;
  /** Default `"utf8mb4"`. */
  charset?: string;
  /** Variables of the session by their names, as the server writes them: `{ sql_mode: "'ANSI'" }`. */
  session?: Readonly<Record<string, string>>;
  /** How many prepared statements a connection keeps. Default 256. */
  statements?: number;
}
