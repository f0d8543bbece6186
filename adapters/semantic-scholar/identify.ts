/** Which texts name a paper of Semantic Scholar's. */
import { canonicalIdentifier, type IdentifierRule } from "../../src/contract/index.ts";

const PAPER =
  /^(?:https?:\/\/)?(?:(?:www|api)\.)?semanticscholar\.org\/(?:graph\/v1\/)?paper\/(?:[^/?#\s]+\/)?([\da-f]{40})(?:[/?#]\S*)?$/i;

/** A paper by its page, with or without its title in the address. */
export const paperPages: IdentifierRule = {
  scheme: "semantic-scholar",
  parse: (text) => canonicalIdentifier("semantic-scholar", PAPER.exec(text.trim())?.[1] ?? ""),
  accepts: {
    "https://www.semanticscholar.org/paper/2d5673caa9e6af3a7b82a43f19ee920992db07ad": "2d5673caa9e6af3a7b82a43f19ee920992db07ad",
    "https://www.semanticscholar.org/paper/Computing-Machinery-and-Intelligence-Turing/2D5673CAA9E6AF3A7B82A43F19EE920992DB07AD":
      "2d5673caa9e6af3a7b82a43f19ee920992db07ad",
    "semanticscholar.org/paper/2d5673caa9e6af3a7b82a43f19ee920992db07ad?sort=year": "2d5673caa9e6af3a7b82a43f19ee920992db07ad",
  },
  rejects: [
    "2d5673caa9e6af3a7b82a43f19ee920992db07ad",
    "https://www.semanticscholar.org/author/2262347",
    "https://www.semanticscholar.org/paper/2d5673",
    "https://example.org/paper/2d5673caa9e6af3a7b82a43f19ee920992db07ad",
  ],
};
