/** Scalars with a meaning of their own. */
import { type GraphQLError, Kind, type ValueNode } from "graphql";
import { parseDay, parseInstant } from "../loaders/time-text.ts";
import { builder } from "./builder.ts";
import { badUserInput, shortened } from "./errors.ts";

builder.scalarType("Date", {
  description: "A calendar day in UTC, `YYYY-MM-DD`, of the years 1000 to 9998.",
  ...reading("Date", "a calendar day such as 2026-08-20 (years 1000 to 9998)", parseDay),
  serialize: (value) => value,
});

builder.scalarType("DateTime", {
  description:
    "An instant, ISO 8601 in UTC with milliseconds, such as `2026-08-20T12:00:00.000Z`. As input any offset is accepted, and so is a day alone (its first instant).",
  ...reading("DateTime", "an instant such as 2026-08-20T12:00:00Z", parseInstant),
  serialize: (value) => value.toISOString(),
});

builder.scalarType("URL", {
  description:
    "An absolute web address (http or https), as the source wrote it. As input a bare `arxiv.org/abs/…` without scheme is accepted too.",
  ...reading("URL", "a web address", (text) => (text.trim() === "" || text.length > 4_000 ? null : text)),
  serialize: (value) => value,
});

builder.scalarType("SourceName", {
  description:
    "The name of a source, which is its adapter's id, such as `arxiv`, `huggingface` or `github`; `sources { name }` lists them all.",
  ...reading("SourceName", "the name of a source", (text) => (/^[a-z][a-z0-9-]{0,39}$/.test(text) ? text : null)),
  serialize: (value) => value,
});

/** From variables and from the document. Compiled execution wants `parseLiteral` to take the node alone. */
function reading<Value>(scalar: string, wanted: string, parse: (text: string) => Value | null) {
  const parseValue = (value: unknown): Value => {
    const parsed = typeof value === "string" ? parse(value) : null;
    if (parsed === null) throw refused(scalar, wanted, value);
    return parsed;
  };
  return { parseValue, parseLiteral: (node: ValueNode): Value => parseValue(node.kind === Kind.STRING ? node.value : node.kind) };
}

function refused(scalar: string, wanted: string, value: unknown): GraphQLError {
  const given = typeof value === "string" ? `"${shortened(value)}"` : typeof value;
  return badUserInput(`${scalar}: expected ${wanted}, got ${given}.`);
}
