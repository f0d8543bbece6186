/** Days and instants as text from outside. */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2}))?$/;

/** Days and their neighbours must have names of ten characters. */
const [FIRST_YEAR, LAST_YEAR] = ["1000", "9998"];

/** The day if it exists in the calendar (years 1000 to 9998), else null. */
export function parseDay(text: string): string | null {
  return isDay(text) && text.slice(0, 4) <= LAST_YEAR ? text : null;
}

function isDay(text: string): boolean {
  if (!DAY.test(text) || text < FIRST_YEAR) return false;
  const date = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The instant (years 1000 to 9999), to the millisecond; a day alone is its first instant in UTC. Null: not an instant with an offset. */
export function parseInstant(text: string): Date | null {
  const match = INSTANT.exec(text);
  if (!match || !isDay(match[1] as string)) return null;
  const date = new Date(text.replace(" ", "T").toUpperCase());
  // An offset may lead out of the years that have names of four digits.
  return Number.isNaN(date.getTime()) || !isDay(date.toISOString().slice(0, -"T00:00:00.000Z".length)) ? null : date;
}
