/** Scalars with a meaning of their own. */
import { GraphQLError } from "graphql";
import { builder } from "./builder.ts";
import { badUserInput, shortened } from "./errors.ts";
import { parseDay, parseInstant } from "../loaders/time-text.ts";

builder.scalarType("Date", {
  description: "A calendar day in UTC, `YYYY-MM-DD`.",
  parseValue: (value) => {
    const day = typeof value === "string" ? parseDay(value) : null;
    if (day === null) throw refused("Date", "a calendar day such as 2026-08-20", value);
    return day;
  },
  serialize: (value) => value,
});

builder.scalarType("DateTime", {
  description:
    "An instant, ISO 8601 in UTC with milliseconds, such as `2026-08-20T12:00:00.000Z`. As input any offset is accepted, and so is a day alone (its first instant).",
  parseValue: (value) => {
    const instant = typeof value === "string" ? parseInstant(value) : null;
    if (instant === null) throw refused("DateTime", "an instant such as 2026-08-20T12:00:00Z", value);
    return instant;
  },
  serialize: (value) => value.toISOString(),
});

builder.scalarType("URL", {
  description: "An absolute web address (http or https), as the source wrote it. As input a bare `arxiv.org/abs/…` without scheme is accepted too.",
  parseValue: (value) => {
    if (typeof value !== "string" || value.trim() === "" || value.length > 4_000) throw refused("URL", "a web address", value);
    return value;
  },
  serialize: (value) => value,
});

builder.scalarType("SourceName", {
  description: "The name of a source, which is its adapter's id, such as `arxiv`, `huggingface` or `github`; `sources { name }` lists them all.",
  parseValue: (value) => {
    if (typeof value !== "string" || !/^[a-z][a-z0-9-]{0,39}$/.test(value)) throw refused("SourceName", "the name of a source", value);
    return value;
  },
  serialize: (value) => value,
});

function refused(scalar: string, wanted: string, value: unknown): GraphQLError {
  const given = typeof value === "string" ? `"${shortened(value)}"` : typeof value;
  return badUserInput(`${scalar}: expected ${wanted}, got ${given}.`);
}
