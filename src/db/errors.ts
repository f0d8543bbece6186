/** What can go wrong in opening a database, with codes for scripts. */

/** The database cannot be used as it is. */
export class DatabaseError extends Error {
  readonly code: "ERR_DATABASE_UNREACHABLE" | "ERR_DATABASE_VERSION" | "ERR_DATABASE_EMBEDDED";

  constructor(code: DatabaseError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DatabaseError";
    this.code = code;
  }
}

/** Another process has the data folder open. `address`: where it answers HTTP, null when it does not (yet). */
export class DataDirInUseError extends Error {
  readonly code = "ERR_DATA_DIR_IN_USE";
  readonly address: string | null;

  constructor(message: string, address: string | null) {
    super(message);
    this.name = "DataDirInUseError";
    this.address = address;
  }
}
