/** Whether an OAI answer is one to the question that was asked: what it echoes, and what its records say of themselves. Pure. */
import { z } from "zod";
import { many, text } from "./wire.ts";

/** Arguments that an answer repeats as they were asked. It may state other days: the rest of a list begins at its own. */
const ECHOED = ["verb", "metadataPrefix", "set", "resumptionToken", "identifier"] as const;

const echoSchema = z.record(z.string(), z.unknown());
const outlineSchema = z.object({
  header: z.object({ setSpec: many(text).optional(), datestamp: text.optional() }),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

/**
 * What is wrong with an answer that is well-formed, in words that follow on "The answer"; null: it fits its question. Single records
 * that do not fit prove nothing; an upstream that ignored an argument shows it in most of them.
 */
export function otherQuestion(url: string, echo: unknown, records: readonly unknown[]): string | null {
  const asked = new URL(url).searchParams;
  const echoed = echoSchema.safeParse(echo).data ?? {};
  for (const name of ECHOED) {
    const said = echoed[`@_${name}`];
    const wanted = asked.get(name);
    if (typeof said === "string" && wanted !== null && unquoted(said) !== unquoted(wanted)) return `is one to another ${name}`;
  }
  const outlines = records.flatMap((record) => outlineSchema.safeParse(record).data ?? []);
  const strangers = outlines.filter((outline) => !fits(outline, asked)).length;
  return strangers * 2 > outlines.length ? `holds ${strangers} of ${records.length} records that were not asked for` : null;
}

/** A token is quoted text, and servers do not agree how often it is quoted in an echo. */
function unquoted(text: string): string {
  try {
    const plain = decodeURIComponent(text);
    return plain === text ? text : unquoted(plain);
  } catch {
    return text;
  }
}

/** @param asked of the rest of a list, which is asked for by a token alone, nothing is known here */
function fits({ header, metadata }: z.infer<typeof outlineSchema>, asked: URLSearchParams): boolean {
  const [set, from, until, prefix] = ["set", "from", "until", "metadataPrefix"].map((name) => asked.get(name));
  const { setSpec = [], datestamp } = header;
  const specs = setSpec.map((spec) => spec.trim()).filter((spec) => spec !== "");
  if (set && specs.length > 0 && !specs.some((spec) => isWithinSet(spec, set))) return false;
  const day = datestamp?.trim().slice(0, 10);
  if (day && ((from && day < from) || (until && day > until))) return false;
  const formats = Object.keys(metadata ?? {}).filter((name) => name !== "#text" && !name.startsWith("@_"));
  return !prefix || formats.length === 0 || formats.includes(prefix);
}

/** Until 2025 arXiv printed `cs` where it now prints `cs:cs:AI`: a wider set may hold the one asked for. */
function isWithinSet(spec: string, set: string): boolean {
  return spec === set || spec.startsWith(`${set}:`) || set.startsWith(`${spec}:`);
}
