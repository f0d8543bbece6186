/** `papergraph suppress`: what is not shown in any answer. */
import type { Command } from "commander";
import type { Sql } from "postgres";
import type { Identifier } from "../contract/index.ts";
import {
  DecisionError,
  type IdentityDecision,
  readIdentity,
  type SuppressibleType,
  suppress,
  unsuppress,
} from "../ingest/apply-decision.ts";
import { findNamed, type NamedThing } from "../ingest/find-identifier.ts";
import { findSuppressed } from "../ingest/find-suppressed.ts";
import { EXIT, type ExitCode, UsageError } from "./failure.ts";
import { identifyWith, settle, type World, withDatabase } from "./runtime.ts";
import { table } from "./table.ts";

interface Flags {
  readonly undo?: true;
  readonly list?: true;
}

/** Adds the command. */
export function addSuppressCommand(program: Command, world: World, ended: (exit: ExitCode) => void): void {
  program
    .command("suppress")
    .description("Leave a paper or a person out of every answer, also after a rebuild; the archive keeps what was received")
    .argument(
      "[identifier]",
      "a paper's arXiv id, DOI or address; a person's orcid:…, huggingface:…, huggingface-login:… or name:…; or a GraphQL id",
    )
    .option("--undo", "show it again: by any of its identifiers, or by the words it was suppressed with")
    .option("--list", "show what is suppressed")
    .allowExcessArguments(false)
    .action(async (text: string | undefined, flags: Flags) => {
      await suppressCommand(world, text, flags);
      ended(EXIT.success);
    });
}

async function suppressCommand(world: World, text: string | undefined, flags: Flags): Promise<void> {
  if ((text === undefined) !== (flags.list === true) || (flags.list && flags.undo)) {
    throw new UsageError("ERR_USAGE", "give an identifier, or --list alone");
  }
  const settled = settle(world);
  const identify = identifyWith(world.adapters);
  await withDatabase(settled, false, async ({ sql }) => {
    if (text === undefined) world.print(await listSuppressed(sql));
    else if (flags.undo) world.print(await showAgain(sql, text, identify, await settled.clock.now()));
    else world.print(await suppressNamed(sql, text, identify, await settled.clock.now()));
  });
}

type Identify = (text: string) => Identifier | null;

/** @returns a table of what is suppressed */
export async function listSuppressed(sql: Sql): Promise<string> {
  const rows = (await readIdentity(sql)).filter((one) => one.kind === "SUPPRESS");
  const lines = rows.map(({ detail, decidedAt }) => [
    ...[detail.asked, detail.type, detail.identifiers.map(written).join(" "), decidedAt.toISOString()],
  ]);
  return table(["asked for", "type", "identifier", "since"], lines);
}

/** Suppresses what the text names, unless it is already. @returns what is to be told @throws {IdentifierError, DecisionError} */
export async function suppressNamed(sql: Sql, text: string, identify: Identify, now: Date): Promise<string> {
  const { named } = await findSuppressed(sql, text, identify);
  const [first] = named;
  if (first) {
    const { detail, decidedAt } = first;
    return `suppressed already: ${identifiersOf(named)} (asked for as ${detail.asked}, since ${decidedAt.toISOString()})\n`;
  }
  const found = await findNamed(sql, text, { identify, mayBeUnknown: true });
  const type = suppressibleType(text, found);
  await suppress(sql, type, found.identifiers, text, now);
  const told = `suppressed: ${found.identifiers.map(written).join(" ")}\n`;
  if (found.entityId === null) return `${told}nothing is known by it now; it stays out when it comes\n`;
  if (type === "paper" || found.identifiers.some(({ scheme }) => scheme === "name")) return told;
  return `${told}papers that print the name without an identifier are nobody's in particular: suppress name:… as well where that is the same person\n`;
}

/** Takes back what these words asked for, or else what they name. @returns what is to be told @throws {DecisionError} */
export async function showAgain(sql: Sql, text: string, identify: Identify, now: Date): Promise<string> {
  const { named, asked } = await findSuppressed(sql, text, identify);
  const found = asked.length > 0 ? asked : named;
  if (found.length === 0) throw new DecisionError("ERR_NOT_SUPPRESSED", `nothing that is suppressed is called ${text}`);
  const shown: IdentityDecision[] = [];
  for (const type of ["paper", "author"] as const) {
    const identifiers = found.filter(({ detail }) => detail.type === type).flatMap(({ detail }) => detail.identifiers);
    if (identifiers.length > 0) shown.push(...(await unsuppress(sql, type, identifiers, now)));
  }
  return `shown again: ${identifiersOf(shown)}\n`;
}

function identifiersOf(decisions: readonly IdentityDecision[]): string {
  return decisions
    .flatMap(({ detail }) => detail.identifiers)
    .map(written)
    .join(" ");
}

function suppressibleType(text: string, { type }: NamedThing): SuppressibleType {
  if (type !== "organization") return type;
  throw new DecisionError("ERR_NOT_SUPPRESSED", `${text} is an organisation; papers and people can be suppressed`);
}

const written = ({ scheme, value }: Identifier) => `${scheme}:${value}`;
