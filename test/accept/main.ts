/**
 * The acceptance run: drives papergraph from outside against a replay server, reads only through its public GraphQL
 * endpoint, and compares with the truth that the server knows. Exit codes: 0 no difference, 1 differences, 2 bad input.
 */
import { type AcceptOptions, BadOption, readOptions, USAGE } from "./options.ts";
import { runParts } from "./parts.ts";
import { Upstream } from "./upstream.ts";

async function main(argv: readonly string[]): Promise<number> {
  let options: AcceptOptions;
  try {
    options = readOptions(argv);
  } catch (error) {
    if (!(error instanceof BadOption)) throw error;
    console.error(`${error.message}\n${USAGE}`);
    return 2;
  }
  const upstream = new Upstream(options.upstream);
  try {
    await upstream.status();
  } catch {
    console.error(`no replay server answers at ${options.upstream}`);
    return 2;
  }
  try {
    return (await runParts(options, upstream, (line) => console.log(line))) ? 0 : 1;
  } catch (error) {
    if (error instanceof BadOption) {
      console.error(error.message);
      return 2;
    }
    console.error("the run could not be finished:", error);
    return 1;
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));
