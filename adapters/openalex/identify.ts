/** Which texts name a work of OpenAlex's. */
import { canonicalIdentifier, type IdentifierRule } from "../../src/contract/index.ts";

const WORK = /^(?:https?:\/\/)?(?:api\.|www\.|explore\.)?openalex\.org\/(?:works\/)?(W\d+)(?:[?#]\S*)?$/i;

/** A work by any of its addresses. A bare id is too short to be told from other words. */
export const workPages: IdentifierRule = {
  scheme: "openalex",
  parse: (text) => canonicalIdentifier("openalex", WORK.exec(text.trim())?.[1] ?? ""),
  accepts: {
    "https://openalex.org/W2099326003": "W2099326003",
    "https://openalex.org/works/w2099326003": "W2099326003",
    "https://api.openalex.org/works/W2099326003?select=id": "W2099326003",
    "openalex.org/W2099326003": "W2099326003",
  },
  rejects: ["W2099326003", "https://openalex.org/A5081873388", "https://openalex.org/", "https://example.org/W2099326003"],
};
