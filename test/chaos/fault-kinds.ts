/** The kinds of fault that an upstream is asked to make, as rules of the replay server; which fields are hurt is read from `adapters/FAULTS.md`. */
import { readFileSync } from "node:fs";
import { randomFrom } from "../kit/random.ts";

/** A rule of the replay server. */
export interface FaultRule {
  /** Regular expression on path and query. */
  readonly match: string;
  readonly kind: string;
  readonly probability: number;
  readonly [parameter: string]: string | number | boolean;
}

/** What one database is filled under. */
export interface FaultKind {
  readonly name: string;
  readonly rules: readonly FaultRule[];
  /** True: FAULTS.md says that some of it cannot be told from a right answer, so that wrong words may be stored until the next answer. */
  readonly isUnseen: boolean;
}

/** Requests of each format, by the table's names. */
const REQUESTS: Readonly<Record<string, string>> = {
  "HF JSON": "^/hf/api/daily_papers",
  "arXiv Atom": "^/arxiv/api/query",
  "OAI arXiv": "^/arxiv/oai\\?.*metadataPrefix=arXiv(&|$)",
  "OAI arXivRaw": "^/arxiv/oai\\?.*metadataPrefix=arXivRaw",
  RSS: "^/arxiv/rss/",
  "GitHub REST": "^/github/repos",
  "GitHub GraphQL": "^/github/graphql",
};
const ALL = "^/(hf|arxiv|github)/";

/** Of a kind that comes alone, whole answers are hurt with this probability, */
const ALONE = 0.1;
/** and each field with this one, so that a request is hurt at some field with about 10 % or more. */
const ALONE_PER_FIELD = 0.03;
const TOGETHER = 0.02;

interface FieldFault {
  readonly format: string;
  readonly field: string;
  readonly kind: "drop-field" | "retype-field";
  readonly isUnseen: boolean;
}

/** Every kind alone; the seed decides nothing here but stands in the replay server. */
export function kindsAlone(): FaultKind[] {
  const fields = fieldFaults();
  const ofFields = (kind: FieldFault["kind"], isUnseen: boolean): FaultKind => ({
    name: `${kind}, ${isUnseen ? "unseen" : "noticed"}`,
    rules: fields.filter((one) => one.kind === kind && one.isUnseen === isUnseen).map((one) => fieldRule(one, ALONE_PER_FIELD)),
    isUnseen,
  });
  return [
    ...wholeAnswers(ALONE),
    ofFields("drop-field", false),
    ofFields("drop-field", true),
    ofFields("retype-field", false),
    ofFields("retype-field", true),
  ];
}

/** All kinds at once; of each format one field is dropped and one retyped, which ones the seed says. */
export function allTogether(seed: number): FaultKind {
  const random = randomFrom(seed);
  const chosen = Object.keys(REQUESTS).flatMap((format) =>
    (["drop-field", "retype-field"] as const).flatMap((kind) => {
      const own = fieldFaults().filter((one) => one.format === format && one.kind === kind);
      return own[Math.floor(random() * own.length)] ?? [];
    }),
  );
  const rules = [...wholeAnswers(TOGETHER).flatMap((kind) => kind.rules), ...chosen.map((one) => fieldRule(one, TOGETHER))];
  return { name: `all together, seed ${seed}`, rules, isUnseen: true };
}

function wholeAnswers(probability: number): FaultKind[] {
  const kind = (name: string, parameters: Omit<FaultRule, "match" | "probability">[], isUnseen = false): FaultKind => ({
    name,
    rules: parameters.map((one) => ({ match: ALL, probability, ...one }) as FaultRule),
    isUnseen,
  });
  // A pause that an upstream asks for is kept as it is asked, however compressed our own are.
  const retryAfter = 1;
  return [
    kind("status 503", [{ kind: "status", status: 503 }]),
    kind("status 404", [{ kind: "status", status: 404 }], true),
    kind("status 429", [{ kind: "status", status: 429, retryAfter }]),
    kind("rate-limit primary", [{ kind: "rate-limit", variant: "primary", retryAfter }]),
    kind("rate-limit secondary, graphql", [
      { match: REQUESTS["GitHub REST"] as string, kind: "rate-limit", variant: "secondary", retryAfter },
      { match: REQUESTS["GitHub GraphQL"] as string, kind: "rate-limit", variant: "graphql", retryAfter },
    ]),
    kind("delay", [{ kind: "delay", delayMs: 300 }]),
    kind("slow-body", [{ kind: "slow-body", totalMs: 300, chunks: 5 }]),
    kind("reset", [{ kind: "reset" }]),
    kind("truncate", [{ kind: "truncate" }]),
    kind("garbage-html", [{ kind: "garbage-html" }]),
    kind("spurious-empty", [{ kind: "spurious-empty" }], true),
    kind("duplicate-item", [{ kind: "duplicate-item" }]),
    kind("bad-record", [{ kind: "bad-record" }]),
    kind("stale", [{ kind: "stale" }], true),
  ];
}

function fieldRule({ format, field, kind }: FieldFault, probability: number): FaultRule {
  return { match: REQUESTS[format] as string, kind, field, probability };
}

/** The second table of FAULTS.md: what becomes of a field that is lost or changes its type. */
function fieldFaults(): FieldFault[] {
  const markdown = readFileSync(new URL("../../adapters/FAULTS.md", import.meta.url), "utf8");
  const section = markdown.slice(markdown.indexOf("## Fields that get lost or change their type")).split("\n## ")[0] as string;
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).flatMap((row) => {
    const [format, field, dropped, retyped] = row
      .split("|")
      .slice(1)
      .map((cell) => /`([^`]+)`/.exec(cell)?.[1] ?? cell.trim()) as [string, string, string, string];
    return [
      { format, field, kind: "drop-field" as const, isUnseen: dropped === "unseen" },
      { format, field, kind: "retype-field" as const, isUnseen: retyped === "unseen" },
    ];
  });
}
