/**
 * The chaos run: the product as processes on a real PostgreSQL, against a replay server, while things go wrong; what is
 * stored in the end is compared with an undisturbed run. Exit codes: 0 as it should be, 1 something is not, 2 bad input.
 */
import { crash } from "./crash.ts";
import { faults } from "./faults.ts";
import { gate } from "./gate.ts";
import { BadOption, type ChaosOptions, readOptions, USAGE } from "./options.ts";
import { orders } from "./orders.ts";
import type { Finding, Part } from "./part.ts";
import { selfTest } from "./self-test.ts";
import { steps } from "./steps.ts";
import { World } from "./world.ts";

const PARTS: readonly Part[] = [crash, orders, gate, steps, faults];

async function main(argv: readonly string[]): Promise<number> {
  let options: ChaosOptions;
  try {
    options = readOptions(
      argv,
      PARTS.map(({ name }) => name),
    );
  } catch (error) {
    if (!(error instanceof BadOption)) throw error;
    console.error(`${error.message}\n${USAGE}`);
    return 2;
  }
  const isAsked = ({ name }: Part) => options.parts.length === 0 || options.parts.includes(name);
  const chosen = options.isSelfTest ? [selfTest] : PARTS.filter(isAsked);
  const world = await World.open(options, (line) => console.log(line));
  let isGood = true;
  try {
    for (const part of chosen) {
      console.log(`${part.name}: ${part.describe} (seed ${options.seed})`);
      const started = performance.now();
      const findings = await part.run(world);
      for (const finding of findings) console.log(line(finding));
      const isPartGood = findings.length > 0 && findings.every((finding) => finding.isGood);
      isGood &&= isPartGood;
      console.log(`${part.name}: ${isPartGood ? "PASS" : "FAIL"} after ${Math.round((performance.now() - started) / 1000)} s`);
    }
  } finally {
    await world.close();
  }
  console.log(isGood ? "PASS" : "FAIL");
  return isGood ? 0 : 1;
}

function line({ what, seen, isGood }: Finding): string {
  return `  ${isGood ? "OK     " : "DIFFERS"}  ${what.padEnd(44)}  ${seen}`;
}

// Every product, replay server and copy of the build ends with us.
process.setMaxListeners(200);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));
