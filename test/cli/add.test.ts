/** `papergraph add`: what it takes, what it refuses, and what it says. */
import { expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { add } from "../../src/cli/add.ts";
import type { World } from "../../src/cli/runtime.ts";
import { openDatabase } from "../../src/db/client.ts";
import { createServerDatabase, describeServer } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";

function worldOf(url: string): World & { readonly printed: () => string; readonly noted: () => string } {
  let printed = "";
  let noted = "";
  return {
    ...{ adapters, environment: { DATABASE_URL: url }, isTerminal: false, signal: new AbortController().signal },
    print: (text) => {
      printed += text;
    },
    note: (text) => {
      noted += text;
    },
    printed: () => printed,
    noted: () => noted,
  };
}

describeServer("papergraph add", () => {
  test("takes identifiers and addresses in any spelling, each paper once, and says what is not known yet", async () => {
    const url = await createServerDatabase();
    const world = worldOf(url);
    const texts = [
      ...["2403.06634", "https://arxiv.org/abs/2403.06634v2", "https://doi.org/10.1093/MIND/LIX.236.433"],
      ...["https://openalex.org/W2099326003", "https://www.semanticscholar.org/paper/2d5673caa9e6af3a7b82a43f19ee920992db07ad"],
    ];
    expect(await add(world, texts)).toBe(0);
    expect(world.printed()).toContain("doi:10.1093/mind/lix.236.433");
    expect(world.printed()).toContain("not known yet");
    expect(world.noted()).toContain("crossref/works is not asked: set CROSSREF_MAILTO");
    const again = worldOf(url);
    await add(again, ["10.1093/mind/lix.236.433"]);
    expect(again.printed()).toContain("asked for before");
    expect(again.printed()).not.toContain("version");
    const versions = worldOf(url);
    await add(versions, ["2403.06635v99", "https://arxiv.org/pdf/math.GT/0309136v1", "2403.06636"]);
    expect(versions.printed()).toMatch(/arxiv:2403\.06635 +added/);
    expect(versions.printed()).toContain("2403.06635v99: the paper is held, with whatever versions it has");
    expect(versions.printed()).toContain("math.GT/0309136v1: the paper is held");
    expect(versions.printed().match(/the paper is held/g)).toHaveLength(2);
    const database = await openDatabase({ url, dataDir: null, log: silentLog });
    const rows = await database.sql`select kind, detail -> 'identifier' ->> 'scheme' as scheme from decision order by 2`;
    await database.close();
    expect(rows.map((row) => [row["kind"], row["scheme"]])).toEqual(
      ["arxiv", "arxiv", "arxiv", "arxiv", "doi", "openalex", "semantic-scholar"].map((scheme) => ["IMPORT", scheme]),
    );
  });

  test("refuses what names no paper, and then adds nothing", async () => {
    const url = await createServerDatabase();
    const world = worldOf(url);
    await expect(add(world, ["2403.06634", "https://github.com/openai/gpt-2"])).rejects.toMatchObject({ code: "ERR_UNKNOWN_ID" });
    await expect(add(world, ["no paper"])).rejects.toMatchObject({ code: "ERR_UNKNOWN_ID" });
    const database = await openDatabase({ url, dataDir: null, log: silentLog });
    expect((await database.sql`select count(*)::int as n from decision`)[0]).toEqual({ n: 0 });
    await database.close();
  });
});
