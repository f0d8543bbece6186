/** `papergraph schema`: the GraphQL schema as text. */
import { printSchema } from "graphql";
import { schema } from "../schema/index.ts";
import { EXIT, type ExitCode } from "./failure.ts";
import type { World } from "./runtime.ts";

/** Prints it. */
export function printSchemaCommand({ print }: World): ExitCode {
  print(`${printSchema(schema)}\n`);
  return EXIT.success;
}
