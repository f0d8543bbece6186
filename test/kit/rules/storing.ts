/** Rule 16: what an adapter says can be stored, and stored again without a trace. */
import { openPageStore, type PageStore } from "../page-store.ts";
import { demand, type Rule } from "./rule.ts";

/** Rule 16, on stores that `open` makes: a fault may lie in the adapter, or in the store. */
export function createStoringRule(open: () => Promise<PageStore>): Rule {
  return {
    number: 16,
    title: "storing the example's records twice leaves the tables equal",
    run: async (subject) => {
      const tables = await open();
      const empty = await tables.checksum();
      let isAnythingSaid = false;
      for (const { exchanges, streamName, where, normalize } of subject.cases()) {
        const store = async () => {
          try {
            await tables.store(subject.adapter, streamName, exchanges);
          } catch (error) {
            throw new Error(`${where}: storing it fails with ${String(error)}`, { cause: error });
          }
        };
        await store();
        const once = await tables.checksum();
        await store();
        demand((await tables.checksum()) === once, `${where}: storing it a second time changes the tables`);
        if (normalize(exchanges).records.length > 0) isAnythingSaid = true;
      }
      demand(
        !isAnythingSaid || (await tables.checksum()) !== empty,
        `${subject.adapter.id}: storing all examples leaves the tables empty`,
      );
    },
  };
}

/** Rule 16, on the real store. */
export const ruleIdempotent = createStoringRule(openPageStore);
