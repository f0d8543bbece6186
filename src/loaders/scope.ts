/** What every loader may know: the database, the request's instant, and what the document asks for. */
import type { Sql } from "postgres";
import type { SourceDescription } from "../ranking/source-state.ts";
import type { AskedFields } from "./asked-columns.ts";

/** One request's scope. Loaders are created anew for each, so nothing is remembered from one request to the next. */
export interface LoaderScope {
  readonly sql: Sql;
  /** The request's instant, read once. */
  readonly now: Date;
  /** The registered sources, in the registry's order. */
  readonly sources: readonly SourceDescription[];
  readonly asked: AskedFields;
}
