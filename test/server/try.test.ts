import { beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi } from "../kit/execute.ts";
import { seedDatabase } from "../kit/seed.ts";
describeDatabases("try", (open) => {
  let database: Database;
  beforeAll(async () => { database = await open(); const t = performance.now(); await seedDatabase(database); console.log("seed", performance.now() - t); });
  test("x", async () => {
    for (const isCompiled of [false, true]) {
      const api = createTestApi(database.sql, { isCompiled });
      for (const q of [
        `{ papers(first: 3, filter: {text: "seed"}) { totalCount applied { text orderedBy } edges { cursor node { id title } } nodes { title abstract authorships(first: 2) { totalCount nodes { position nameAsPrinted author { name } } } organizations { organization { name } source { name } } listings { day } upvotes commentCount repository { nameWithOwner stars } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`,
        `{ nodes(ids: ["bad", "UGFwZXI6MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw"]) { id } paper(by: {arxivId: "xx"}) { id } }`,
        `{ paper(by: {arxivId: "2512.10949v2"}) { title metric(kind: STARS) { at value source { name } } metrics(kind: UPVOTES) { delta points { at value } } versions { version submittedAt } categories { code name } primaryCategory { name papers(first: 2) { totalCount nodes { title } } } announcements { day type category { code } } keywords { name } media { url kind } summary { text model } repositories { asWritten state repository { stars } } provenance(fields: [TITLE]) { source { name } exchange { url sha256 } } } }`,
      ]) {
        const a = await api.execute(q);
        console.log(JSON.stringify(a.body, null, 1).slice(0, 3000), a.statements.map((s) => s.text).join("\n"));
      }
    }
    expect(1).toBe(1);
  });
});
