/** Exchanges of the archive, without their bodies. */
import { oneLoader } from "./relation-loader.ts";
import type { ExchangeRow } from "./row.ts";
import type { LoaderScope } from "./scope.ts";

const EXCHANGE =
  'select e.id, e.source, e.url, e.status, e.fetched_at as "fetchedAt", e.recorded_at as "recordedAt", e.body_sha256 as "bodySha256" ' +
  "from exchange e where e.id = any($1::uuid[])";

/** By the exchange's id. */
export function createExchangeLoader(scope: LoaderScope) {
  return oneLoader<ExchangeRow>(
    scope,
    () => EXCHANGE,
    (row) => row.id,
  );
}
