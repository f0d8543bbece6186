/** Dates as mail and feeds write them. Pure. */

const RFC_1123 = /^(?:[a-z]{3},\s+)?(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+(\d{2}):(\d{2}):(\d{2})\s+(GMT|UTC|UT|Z|[+-]\d{4})$/i;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `Tue, 25 Jan 2000 16:09:37 GMT` or `… -0500` as an ISO instant in UTC. Null: not such a date, or one that does not exist. */
export function instantOfRfc1123(written: string): string | null {
  const match = RFC_1123.exec(written.trim());
  if (!match) return null;
  const [, day, monthName = "", year, hour, minute, second, zone = ""] = match;
  const month = MONTHS.indexOf(monthName.toLowerCase());
  // `Date.UTC` takes years below 100 for those of the twentieth century.
  if (Number(year) < 100) return null;
  const localMs = Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
  const local = new Date(localMs);
  // `Date.UTC` rolls 31 February over into March.
  const exists = local.getUTCMonth() === month && local.getUTCDate() === Number(day) && local.getUTCHours() === Number(hour);
  if (!exists || Number(minute) > 59 || Number(second) > 59) return null;
  return new Date(localMs - offsetMs(zone)).toISOString();
}

function offsetMs(zone: string): number {
  if (!/^[+-]/.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

const EASTERN_DAY = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/New_York",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** The calendar day (`YYYY-MM-DD`) that an instant falls on in New York, where arXiv's days are counted. */
export function easternDayOf(instant: string): string {
  const part = Object.fromEntries(EASTERN_DAY.formatToParts(Date.parse(instant)).map(({ type, value }) => [type, value]));
  return `${part["year"]}-${part["month"]}-${part["day"]}`;
}
