/** The only reader of the environment: every setting, declared once, validated, and named when it is wrong. */
import { z } from "zod";
import { EXPOSURE_NAMES, type ExposureName } from "./claims/exposure.ts";
import type { SettingDeclaration, SourceAdapter } from "./contract/index.ts";
import { LOG_LEVELS, type LogLevel } from "./log.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** This process's own. */
export const environment: Environment = process.env;

/** All settings, validated. */
export interface Config {
  /** `postgres://…`; null: the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Told to upstreams in the User-Agent; null: not told. */
  readonly contactEmail: string | null;
  readonly backfillDays: number;
  /** How long answers are archived that nothing depends on, in days; 0: for ever. */
  readonly archiveDays: number;
  readonly starter: boolean;
  readonly sync: boolean;
  /** After how many seconds a statement of an answer is given up; 0: never. */
  readonly queryTimeoutSeconds: number;
  /** Classes of what sources show without a licence that answers hold. */
  readonly expose: readonly ExposureName[];
  readonly logLevel: LogLevel;
  /** A simulated clock; null: the machine's. */
  readonly clockUrl: string | null;
  /** 1: real time; less compresses our own pauses, for simulations. */
  readonly limitTimescale: number;
  /** By adapter id, then by variable; a setting without a value is absent. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Every setting as people may see it. */
  readonly reports: readonly SettingReport[];
}

/** One setting with its value and where that comes from; the value of a secret is never in it. */
export interface SettingReport {
  readonly name: string;
  /** An adapter's id, or `papergraph`. */
  readonly owner: string;
  /** Null: not set. */
  readonly value: string | null;
  readonly origin: "environment" | "default" | "not set";
  readonly purpose: string;
}

/** Variables that cannot be used, all of them at once. */
export class ConfigError extends Error {
  readonly code = "ERR_CONFIG";

  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "ConfigError";
  }
}

interface Declared<Value> {
  readonly schema: z.ZodType<Value, string>;
  readonly purpose: string;
  readonly default?: string | undefined;
  readonly isSecret?: boolean;
  /** True: the empty text is a value ("none"), not a missing one. */
  readonly mayBeEmpty?: boolean;
}

const declare = <Value>(declared: Declared<Value>) => declared;
const flag = z.enum(["0", "1"], "must be 0 or 1").transform((text) => text === "1");
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" });
const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be a whole number from ${from} to ${to}`);

const exposureNames = z
  .string()
  .transform((text) => [...new Set(text.split(/[\s,]+/).filter((name) => name !== ""))])
  .refine(
    (names) => names.every((name) => EXPOSURE_NAMES.some((known) => known === name)),
    `must be a list of ${EXPOSURE_NAMES.join(", ")}`,
  )
  .transform((names) => EXPOSURE_NAMES.filter((known) => names.includes(known)));

const program = {
  DATABASE_URL: declare({
    schema: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// address" }),
    purpose: "PostgreSQL 15 or newer; not set: the embedded database in DATA_DIR",
  }),
  DATA_DIR: declare({
    schema: z.string(),
    default: "data",
    purpose: "Folder of the embedded database, for one process at a time",
  }),
  HOST: declare({ schema: z.string(), default: "127.0.0.1", purpose: "Address to listen on; 0.0.0.0 lets other machines in" }),
  PORT: declare({ schema: wholeNumber(0, 65_535), default: "4000", purpose: "Port to listen on; 0 takes a free one" }),
  CONTACT_EMAIL: declare({
    schema: z.email("must be an e-mail address"),
    purpose: "Told to the sources with each request, so that they can write instead of blocking",
  }),
  BACKFILL_DAYS: declare({
    schema: wholeNumber(0, 36_500),
    default: "30",
    purpose: "How many days back the first sync reads; more by `sync --since`",
  }),
  ARCHIVE_DAYS: declare({
    schema: wholeNumber(0, 36_500),
    default: "90",
    purpose: "Archived answers older than so many days that no table depends on are dropped once a day; 0 keeps all",
  }),
  STARTER: declare({ schema: flag, default: "1", purpose: "0: `serve` does not load the starter data into an empty database" }),
  SYNC: declare({ schema: flag, default: "1", purpose: "0: `serve` does not sync in the background" }),
  QUERY_TIMEOUT: declare({
    schema: wholeNumber(0, 3_600),
    default: "60",
    purpose: "On a server: `serve` gives up a statement after so many seconds (error TIMEOUT); 0 never",
  }),
  EXPOSE: declare({
    schema: exposureNames,
    default: EXPOSURE_NAMES.join(","),
    mayBeEmpty: true,
    purpose:
      "What sources show without a licence to pass it on and answers hold all the same, separated by commas; empty: none of it",
  }),
  LOG_LEVEL: declare({
    schema: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`),
    default: "info",
    purpose: `What is logged to stderr: ${LOG_LEVELS.join(", ")}`,
  }),
  CLOCK_URL: declare({ schema: httpUrl, purpose: 'For simulations: GET answers {"now": ISO}, which is then the present' }),
  LIMIT_TIMESCALE: declare({
    schema: z
      .string()
      .transform(Number)
      .refine((value) => value > 0 && value <= 1000, "must be a number above 0, at most 1000"),
    default: "1",
    purpose: "For simulations: compresses our own pauses (0.01: a hundred times faster). Never below 1 against real sources",
  }),
};

const OWNER = "papergraph";

const adapterSchemas: Record<SettingDeclaration["kind"], z.ZodType<string, string>> = {
  url: httpUrl,
  // Goes into a header: a line break or a letter beyond ASCII would be refused there, with a stranger message.
  secret: z.string().regex(/^[\x21-\x7e]+$/, "must be one word without blanks or line breaks"),
  text: z.string(),
};

/**
 * Reads and validates. An empty variable counts as not set, but for an adapter's texts, where it says "none".
 * @throws {ConfigError} naming every variable that cannot be used
 */
export function readConfig(env: Environment, adapters: readonly SourceAdapter[]): Config {
  const problems: string[] = [];
  const reports: SettingReport[] = [];

  function read<Value>(owner: string, name: string, declared: Declared<Value>): Value | null {
    const given = env[name] === "" && !declared.mayBeEmpty ? undefined : env[name];
    const text = given ?? declared.default;
    const origin = given !== undefined ? "environment" : text !== undefined ? "default" : "not set";
    reports.push({
      owner,
      name,
      value: text === undefined ? null : shown(text, declared.isSecret),
      origin,
      purpose: declared.purpose,
    });
    if (text === undefined || (text === "" && declared.mayBeEmpty)) return null;
    const parsed = declared.schema.safeParse(text);
    if (parsed.success) return parsed.data;
    // Not the value itself: it may be a secret put into the wrong variable.
    problems.push(`${name} ${parsed.error.issues[0]?.message ?? "cannot be used"}`);
    return null;
  }
  // Null only beside a problem, and then nothing is returned.
  const required = <Value>(value: Value | null) => value as Value;

  const own = {
    databaseUrl: read(OWNER, "DATABASE_URL", program.DATABASE_URL),
    dataDir: required(read(OWNER, "DATA_DIR", program.DATA_DIR)),
    host: required(read(OWNER, "HOST", program.HOST)),
    port: required(read(OWNER, "PORT", program.PORT)),
    contactEmail: read(OWNER, "CONTACT_EMAIL", program.CONTACT_EMAIL),
    backfillDays: required(read(OWNER, "BACKFILL_DAYS", program.BACKFILL_DAYS)),
    archiveDays: required(read(OWNER, "ARCHIVE_DAYS", program.ARCHIVE_DAYS)),
    starter: required(read(OWNER, "STARTER", program.STARTER)),
    sync: required(read(OWNER, "SYNC", program.SYNC)),
    queryTimeoutSeconds: required(read(OWNER, "QUERY_TIMEOUT", program.QUERY_TIMEOUT)),
    expose: read(OWNER, "EXPOSE", program.EXPOSE) ?? [],
    logLevel: required(read(OWNER, "LOG_LEVEL", program.LOG_LEVEL)),
    clockUrl: read(OWNER, "CLOCK_URL", program.CLOCK_URL),
    limitTimescale: required(read(OWNER, "LIMIT_TIMESCALE", program.LIMIT_TIMESCALE)),
  };
  const settings = Object.fromEntries(
    adapters.map((adapter) => {
      const values = adapter.settings.map((setting) => {
        const declared = { schema: adapterSchemas[setting.kind], purpose: setting.purpose, default: setting.default };
        return [
          setting.name,
          read(adapter.id, setting.name, {
            ...declared,
            isSecret: setting.kind === "secret",
            mayBeEmpty: setting.kind === "text",
          }),
        ];
      });
      return [adapter.id, Object.fromEntries(values.filter(([, value]) => value !== null)) as Record<string, string>];
    }),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...own, settings, reports };
}

/** A secret is hidden, and so is whatever an address holds before its @. */
function shown(text: string, isSecret = false): string {
  return isSecret ? "(hidden)" : text.replace(/^([a-z]+:\/\/)[^/@]*@/i, "$1(hidden)@");
}
