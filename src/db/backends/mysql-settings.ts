/** The way to a database of MySQL or MariaDB, and the mode of its sessions. */

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

/** The server's own mode, but strict, with `\` as the escape of LIKE; MariaDB assigns the columns of an UPDATE at once, as SQL has it. */
export function sqlMode(isMariaDb: boolean): string {
  const own = "REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')";
  const more = isMariaDb ? "STRICT_TRANS_TABLES,SIMULTANEOUS_ASSIGNMENT" : "STRICT_TRANS_TABLES";
  return `TRIM(BOTH ',' FROM REPLACE(CONCAT_WS(',', ${own}, '${more}'), ',,', ','))`;
}
