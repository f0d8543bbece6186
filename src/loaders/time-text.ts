/** Days and instants as text from outside. */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2}))?$/;

/** The day if it exists in the calendar (years 1000 to 9999), else null. */
export function parseDay(text: string): string | null {
  if (!DAY.test(text) || text < "1000") return null;
  const date = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}

/** The instant, to the millisecond; a day alone is its first instant in UTC. Null: not an instant with an offset. */
export function parseInstant(text: string): Date | null {
  const match = INSTANT.exec(text);
  if (!match || parseDay(match[1] as string) === null) return null;
  const date = new Date(text.replace(" ", "T").toUpperCase());
  return Number.isNaN(date.getTime()) ? null : date;
}
