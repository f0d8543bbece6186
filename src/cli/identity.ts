/** `papergraph identity`: who is who, and what the operator decides about it. */
import type { Command } from "commander";
import { IDENTITY_RULES, type IdentityRuleName } from "../claims/identity-rule.ts";
import type { Identifier } from "../contract/index.ts";
import type { Database } from "../db/client.ts";
import {
  type AgentType,
  DecisionError,
  mergeIdentifiers,
  readIdentity,
  splitIdentifier,
  undoDecision,
} from "../ingest/apply-decision.ts";
import { findNamed, type NamedThing } from "../ingest/find-identifier.ts";
import { EXIT, type ExitCode, UsageError } from "./failure.ts";
import { identifyWith, type Settled, settle, type World, withDatabase } from "./runtime.ts";
import { table } from "./table.ts";

const WRITE_AS =
  "\nIdentifiers are written as orcid:0000-0002-1825-0097, huggingface:ID, huggingface-login:name, ror:05dxps055, name:Some Name, or as a GraphQL id.\n" +
  "Decisions are kept and applied again after every rebuild.";

/** An id, or its beginning. */
const ID = /^[0-9a-f-]{4,36}$/i;

/** Adds the command with its own commands. */
export function addIdentityCommands(program: Command, world: World, ended: (exit: ExitCode) => void): void {
  const identity = program.command("identity").description("Say who is who: merge and split authors and organisations");
  identity.addHelpText("after", WRITE_AS);
  const add = (name: string, description: string) => identity.command(name).description(description).allowExcessArguments(false);
  const run = async (work: (database: Database, settled: Settled) => Promise<void>) => {
    const settled = settle(world);
    await withDatabase(settled, false, async (database) => await work(database, settled));
    ended(EXIT.success);
  };
  add("list", "Show every identifier of an author or organisation with its rule, and what was decided")
    .argument("<id>")
    .action(async (text: string) => await run(async (database) => await list(world, database, text)));
  add("merge", "Both identifiers are one author, or one organisation")
    .argument("<identifier>")
    .argument("<identifier>")
    .action(
      async (one: string, other: string) =>
        await run(async (database, settled) => await merge(world, database, settled, [one, other])),
    );
  add("split", "This identifier stands for an author or organisation of its own from now on")
    .argument("<identifier>")
    .action(async (text: string) => await run(async (database, settled) => await split(world, database, settled, text)));
  add("undo", "Take a merge or a split back")
    .argument("<decision>", "its id, as `identity list` shows it, or as much of its beginning as no other has")
    .action(async (id: string) => await run(async (database) => await undo(world, database, id)));
}

/** What was typed, among authors and organisations. @throws {IdentifierError, DecisionError} */
async function agentOf(world: World, { sql }: Database, text: string): Promise<NamedThing & { readonly type: AgentType }> {
  const found = await findNamed(sql, text, { identify: identifyWith(world.adapters), mayBeUnknown: false });
  if (found.type === "paper") {
    throw new DecisionError(
      "ERR_NOT_MERGEABLE",
      `${text} is a paper: papers are told apart by their arXiv ids and DOIs, and two arXiv ids are never one paper`,
    );
  }
  return { ...found, type: found.type };
}

/** The identifier that a decision names: the typed one; where that is a login or an id of ours, the best that stands behind it. */
function ownIdentifier({ identifiers, typed }: NamedThing): Identifier {
  const same = identifiers.find((one) => one.scheme === typed?.scheme && one.value === typed.value);
  return same ?? (identifiers[0] as Identifier);
}

async function list(world: World, database: Database, text: string): Promise<void> {
  const { sql } = database;
  const { type, entityId } = await agentOf(world, database, text);
  const rows = await sql<
    {
      scheme: string;
      value: string;
      rule: IdentityRuleName;
      confidence: string;
      observed_at: Date | null;
      decision_id: string | null;
    }[]
  >`
    select scheme, value, rule, confidence, observed_at, decision_id from ${sql(`${type}_identifier`)}
    where ${sql(`${type}_id`)} = ${entityId} order by id = ${entityId} desc, scheme, value`;
  const [named] = await sql<{ name: string }[]>`select name from ${sql(type)} where id = ${entityId}`;
  world.print(
    `${type} ${Buffer.from(`${type === "author" ? "Author" : "Organization"}:${entityId}`).toString("base64")}: ${named?.name ?? ""}\n`,
  );
  if (rows.length === 0) world.print("a printed name without identifier\n");
  else {
    const lines = rows.map((row) => [
      `${row.scheme}:${row.value}`,
      row.rule,
      row.confidence,
      row.observed_at?.toISOString() ?? "-",
      row.decision_id ?? "-",
    ]);
    world.print(table(["identifier", "rule", "confidence", "since", "decision"], lines));
    for (const rule of new Set(rows.map((row) => row.rule))) world.print(`${rule}: ${IDENTITY_RULES[rule].description}\n`);
  }
  const known = new Set(rows.map((row) => `${row.scheme}:${row.value}`));
  const decided = (await readIdentity(sql)).filter(
    (one) =>
      one.kind !== "SUPPRESS" &&
      one.detail.type === type &&
      one.detail.identifiers.some((each) => known.has(`${each.scheme}:${each.value}`)),
  );
  for (const one of decided) world.print(`${one.id} ${one.kind} ${one.detail.asked} (${one.decidedAt.toISOString()})\n`);
}

async function merge(world: World, database: Database, { clock }: Settled, texts: readonly [string, string]): Promise<void> {
  const [one, other] = [await agentOf(world, database, texts[0]), await agentOf(world, database, texts[1])];
  if (one.type !== other.type) {
    throw new DecisionError("ERR_NOT_MERGEABLE", `${texts[0]} is an ${one.type} and ${texts[1]} an ${other.type}`);
  }
  const pair = [ownIdentifier(one), ownIdentifier(other)] as const;
  if (one.entityId === other.entityId)
    throw new DecisionError("ERR_NOT_MERGEABLE", `${texts[0]} and ${texts[1]} are one already`);
  const id = await mergeIdentifiers(database.sql, one.type, pair, await clock.now());
  world.print(`${pair.map(written).join(" and ")} are one ${one.type}; take it back with: papergraph identity undo ${id}\n`);
}

async function split(world: World, database: Database, { clock }: Settled, text: string): Promise<void> {
  const found = await agentOf(world, database, text);
  const identifier = found.typed ?? ownIdentifier(found);
  if (found.identifiers.length === 1 && written(identifier) === written(found.identifiers[0] as Identifier)) {
    throw new DecisionError("ERR_NOT_MERGEABLE", `${text} stands for itself already`);
  }
  const id = await splitIdentifier(database.sql, found.type, identifier, await clock.now());
  world.print(`${written(identifier)} stands for itself; take it back with: papergraph identity undo ${id}\n`);
}

async function undo(world: World, { sql }: Database, typed: string): Promise<void> {
  if (!ID.test(typed)) throw new UsageError("ERR_USAGE", `"${typed}" is not the id of a decision: type at least 4 of its digits`);
  const known = (await readIdentity(sql)).filter((one) => one.kind !== "SUPPRESS" && one.id.startsWith(typed.toLowerCase()));
  if (known.length > 1) throw new UsageError("ERR_AMBIGUOUS_ID", `several ids begin with "${typed}": type more digits`);
  const { kind, detail } = await undoDecision(sql, known[0]?.id ?? typed.toLowerCase());
  world.print(`taken back: ${kind} ${detail.asked}\n`);
}

const written = ({ scheme, value }: Identifier) => `${scheme}:${value}`;
