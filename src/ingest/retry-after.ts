/** `Retry-After` in both its forms (RFC 9110 §10.2.3). */

/** Milliseconds to wait, never negative; null: no such header or not readable. `nowMs`: the machine's epoch milliseconds. */
export function retryAfterMs(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? null : Math.max(0, instant - nowMs);
}
