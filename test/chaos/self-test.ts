/** Whether the harness sees what it is there to see: two sabotaged builds, whose faults must be reported. */
import { copyBuild, type Patch } from "./build.ts";
import { crashWith, TABLES_EQUAL } from "./crash.ts";
import { gateWith, NO_LIMIT_BROKEN } from "./gate.ts";
import type { Finding, Part } from "./part.ts";
import type { World } from "./world.ts";

/** A fault, and the judgement that must notice it. */
interface Sabotage {
  readonly what: string;
  readonly patches: readonly Patch[];
  readonly noticedBy: string;
  run(world: World, program: string): Promise<readonly Finding[]>;
}

const PAGE_BEGINS = `    await asWriter(sql, async (tx) => {
        await recordShapes(`;

const SABOTAGES: readonly Sabotage[] = [
  {
    what: "a checkpoint that is committed apart from its page: a loss",
    patches: [
      {
        file: "ingest/store.js",
        from: PAGE_BEGINS,
        to: `    if (checkpoint !== undefined) await sql\`
      insert into checkpoint (source, stream, value, updated_at) values (\${adapter.id}, \${stream}, \${sql.json(checkpoint)}, \${recordedAt})
      on conflict (source, stream) do update set value = excluded.value, updated_at = excluded.updated_at\`;
${PAGE_BEGINS}`,
      },
    ],
    noticedBy: TABLES_EQUAL,
    run: async (world, program) => await crashWith(world, { program, plan: { kills: 15, stops: 1, pauses: 2 } }),
  },
  {
    what: "a gate of each process's own: a violation",
    patches: [
      { file: "ingest/ingest.js", from: "import { createGateStore }", to: "import { createMemoryGateStore }" },
      {
        file: "ingest/ingest.js",
        from: "createGateStore(sql, one.id, one.rate, options.limitTimescale)",
        to: "createMemoryGateStore(one.rate, () => clock.monotonicMs(), options.limitTimescale)",
      },
    ],
    noticedBy: NO_LIMIT_BROKEN,
    run: async (world, program) => await gateWith(world, { program, requests: 150 }),
  },
];

/** Good where each fault was reported, by the judgement that is there for it. */
export const selfTest: Part = {
  name: "self-test",
  describe: "sabotaged builds must be noticed",
  run: async (world) => {
    const findings: Finding[] = [];
    for (const { what, patches, noticedBy, run } of SABOTAGES) {
      const build = copyBuild(patches);
      try {
        const told = await run(world, build.program);
        for (const { what: judged, seen } of told) world.print(`    ${judged}: ${seen.slice(0, 160)}`);
        const reported = told.find((finding) => finding.what === noticedBy);
        const isGood = reported?.isGood === false;
        findings.push({
          what,
          seen: `${isGood ? "reported" : "NOT REPORTED"}: ${noticedBy}: ${reported?.seen.slice(0, 100)}`,
          isGood,
        });
      } finally {
        build.remove();
      }
    }
    return findings;
  },
};
