/** Answers that contradict themselves: they count records and hold none. */
import { z } from "zod";

const COUNT_NAME = /^(?:num_?)?(?:total|count|found)(?:_?(?:count|results|items|hits))?$/i;
const counted = z.record(z.string(), z.unknown());

/** The body without its records, its counts kept; null where the body counts nothing or holds nothing to take away. */
export function emptiedAgainstItsCounts(body: string): string | null {
  return body.trimStart().startsWith("<") ? emptiedXml(body) : emptiedJson(body);
}

function emptiedXml(body: string): string | null {
  const claims = /totalResults[^>]*>\s*[1-9]|completeListSize="[1-9]/.test(body);
  const emptied = body.replace(/<(entry|record|item)\b[\s\S]*<\/\1>/, "");
  return claims && emptied !== body ? emptied : null;
}

function emptiedJson(body: string): string | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return null;
  }
  const object = counted.safeParse(parsed);
  if (!object.success || Array.isArray(parsed)) return null;
  const fields = Object.entries(object.data);
  const claims = fields.some(([name, value]) => COUNT_NAME.test(name) && typeof value === "number" && value > 0);
  const hasList = fields.some(([, value]) => Array.isArray(value) && value.length > 0);
  if (!claims || !hasList) return null;
  return JSON.stringify(Object.fromEntries(fields.map(([name, value]) => [name, Array.isArray(value) ? [] : value])));
}
