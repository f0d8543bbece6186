/** Exchanges of the archive, without their bodies. */
import { oneLoader } from "./relation-loader.ts";
import type { ExchangeRow } from "./row.ts";
import type { LoaderScope } from "./scope.ts";

/** Many papers may be asked for at one address: `hidden` are the suppressed identifiers that may stand in it. */
const EXCHANGE =
  'select e.id, e.source, e.url, e.status, e.fetched_at as "fetchedAt", e.recorded_at as "recordedAt", e.body_sha256 as "bodySha256", ' +
  "(select array_agg(s.value) from suppressed_identifier s where strpos(e.url, s.value) > 0 " +
  "or strpos(lower(e.url), lower(replace(s.value, '/', '%2F'))) > 0) as \"hidden\" " +
  "from exchange e where e.id = any($1::uuid[])";

/** By the exchange's id. */
export function createExchangeLoader(scope: LoaderScope) {
  return oneLoader<ExchangeRow>(
    scope,
    () => EXCHANGE,
    (row) => row.id,
  );
}
