/** The command line of the acceptance run. */
import { parseArgs } from "node:util";

/** What was asked for. */
export interface AcceptOptions {
  /** Base URL of the running replay server. */
  readonly upstream: string;
  /** Factor on all limits, the same that the upstream was started with; null: what the upstream says. */
  readonly limitTimescale: number | null;
  /** An empty PostgreSQL database; null: the embedded one, in a fresh folder. */
  readonly database: string | null;
  /** How many weekdays are stepped; fewer than ten also shorten the range that is synced at the end. */
  readonly days: number;
  readonly isShort: boolean;
  /** Which parts run: with a token (the whole), and one day without. */
  readonly hasTokenPart: boolean;
  readonly hasNoTokenPart: boolean;
  readonly isSelfTest: boolean;
  /** Run the sources through tsx, even where a build exists. */
  readonly isFromSource: boolean;
  /** Leave the data folders behind. */
  readonly isKept: boolean;
}

/** The command line could not be understood. */
export class BadOption extends Error {
  override readonly name = "BadOption";
}

/** How the command is called. */
export const USAGE = `usage: npm run accept -- --upstream URL [options]
  --upstream URL        a running replay server
  --limit-timescale N   its --limit-timescale (default: as the server says)
  --database URL        an empty PostgreSQL database (default: the embedded one, in a fresh folder)
  --token               only the part with a GitHub token
  --no-token            only the part without: one day
  --days N              a shorter run: N stepped weekdays (1 to 10), and only their month at the end
  --self-test           after a pass without differences, plant faults in the database and see each reported
  --from-source         run src/cli.ts through tsx instead of the build
  --keep                leave the data folders behind`;

const WEEKDAYS = 10;

/** @throws {BadOption} with a message for people */
export function readOptions(argv: readonly string[]): AcceptOptions {
  const values = parse(argv);
  const { upstream, database } = values;
  if (upstream === undefined) throw new BadOption("--upstream is missing");
  if (!isUrl(upstream, ["http:", "https:"])) throw new BadOption(`--upstream is not an http address: ${upstream}`);
  if (database !== undefined && !isUrl(database, ["postgres:", "postgresql:"])) {
    throw new BadOption("--database is not a postgres:// address");
  }
  if (values.token === true && values["no-token"] === true) throw new BadOption("--token and --no-token exclude each other");
  if (values["self-test"] === true && values["no-token"] === true) {
    throw new BadOption("--self-test needs the part with a token");
  }
  const days = values.days === undefined ? WEEKDAYS : Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > WEEKDAYS)
    throw new BadOption(`--days is not a whole number from 1 to ${WEEKDAYS}`);
  const scale = values["limit-timescale"];
  if (scale !== undefined && !(Number(scale) > 0)) throw new BadOption("--limit-timescale is not a positive number");
  return {
    upstream,
    limitTimescale: scale === undefined ? null : Number(scale),
    database: database ?? null,
    days,
    isShort: values.days !== undefined,
    hasTokenPart: values["no-token"] !== true,
    hasNoTokenPart: values.token !== true,
    isSelfTest: values["self-test"] === true,
    isFromSource: values["from-source"] === true,
    isKept: values.keep === true,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        upstream: { type: "string" },
        "limit-timescale": { type: "string" },
        database: { type: "string" },
        token: { type: "boolean" },
        "no-token": { type: "boolean" },
        days: { type: "string" },
        "self-test": { type: "boolean" },
        "from-source": { type: "boolean" },
        keep: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error));
  }
}

function isUrl(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}
