/** `papergraph suppress`: what is not shown in any answer. */
import type { Command } from "commander";
import type { Identifier } from "../contract/index.ts";
import { DecisionError, readIdentity, type SuppressibleType, suppress, unsuppress } from "../ingest/apply-decision.ts";
import { findNamed, type NamedThing } from "../ingest/find-identifier.ts";
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
    .option("--undo", "show it again")
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
  await withDatabase(settled, false, async ({ sql }) => {
    if (text === undefined) {
      const rows = (await readIdentity(sql)).filter((one) => one.kind === "SUPPRESS");
      world.print(
        table(
          ["asked for", "type", "identifier", "since"],
          rows.map(({ detail, decidedAt }) => [
            detail.asked,
            detail.type,
            detail.identifiers.map(written).join(" "),
            decidedAt.toISOString(),
          ]),
        ),
      );
      return;
    }
    const now = await settled.clock.now();
    const found = await findNamed(sql, text, { identify: identifyWith(world.adapters), mayBeUnknown: true });
    const type = suppressibleType(text, found);
    if (flags.undo) {
      const undone = await unsuppress(sql, type, found.identifiers, now);
      world.print(
        `shown again: ${undone
          .flatMap((one) => one.detail.identifiers)
          .map(written)
          .join(" ")}\n`,
      );
      return;
    }
    await suppress(sql, type, found.identifiers, text, now);
    world.print(`suppressed: ${found.identifiers.map(written).join(" ")}\n`);
    if (found.entityId === null) world.print("nothing is known by it now; it stays out when it comes\n");
    else if (type === "author" && found.identifiers.every(({ scheme }) => scheme !== "name"))
      world.print(
        "papers that print the name without an identifier are nobody's in particular: suppress name:… as well where that is the same person\n",
      );
  });
}

function suppressibleType(text: string, { type }: NamedThing): SuppressibleType {
  if (type !== "organization") return type;
  throw new DecisionError("ERR_NOT_SUPPRESSED", `${text} is an organisation; papers and people can be suppressed`);
}

const written = ({ scheme, value }: Identifier) => `${scheme}:${value}`;
