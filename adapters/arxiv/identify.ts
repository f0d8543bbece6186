/** Which texts name a paper of arXiv's. https://info.arxiv.org/help/arxiv_identifier.html. Pure. */
import { canonicalIdentifier, type Identifier, type IdentifierRule, identifierOfDoi } from "../../src/contract/index.ts";
import { OLD_ARCHIVES } from "./archives.ts";

/** Pages of one paper at arXiv, at its mirror for programs, and at sites that show the same paper under the same id. */
const PAPER_PAGE =
  /^(?:https?:\/\/)?(?:(?:(?:www|export|browse)\.)?arxiv\.org\/(?:abs|pdf|html|format|ps|src|e-print|tb)|(?:www\.)?alphaxiv\.org\/(?:abs|pdf|overview)|(?:ar5iv\.labs\.arxiv|(?:www\.)?ar5iv)\.org\/(?:abs|html|pdf))\/([^?#\s]+)(?:[?#]\S*)?$/i;

function parsePaper(written: string): Identifier | null {
  const text = written.trim();
  const page = PAPER_PAGE.exec(text)?.[1];
  if (page !== undefined)
    return known(
      decoded(page)
        .replace(/\/+$/, "")
        .replace(/\.pdf$/i, ""),
    );
  const byDoi = identifierOfDoi(text);
  return byDoi ? (byDoi.scheme === "arxiv" ? byDoi : null) : known(text);
}

/** Any two words around a slash and seven digits look like an old identifier; the archive tells. */
function known(text: string): Identifier | null {
  const id = canonicalIdentifier("arxiv", text);
  const [archive, number] = id?.value.split("/") ?? [];
  return id && (number === undefined || OLD_ARCHIVES.has(archive ?? "")) ? id : null;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** arXiv identifiers of both forms, addresses of papers, and arXiv's own DOIs. */
export const arxivIds: IdentifierRule = {
  scheme: "arxiv",
  parse: parsePaper,
  accepts: {
    "2403.06634": "2403.06634",
    "2403.06634v2": "2403.06634",
    "arXiv:2403.06634v2": "2403.06634",
    "0704.0001": "0704.0001",
    "oai:arXiv.org:2403.06634": "2403.06634",
    "hep-th/9901001": "hep-th/9901001",
    "math.GT/0309136v1": "math/0309136",
    "arXiv:math.GT/0309136": "math/0309136",
    "https://arxiv.org/abs/2403.06634": "2403.06634",
    "http://www.arxiv.org/abs/2403.06634v3/": "2403.06634",
    "arxiv.org/abs/2403.06634?context=cs": "2403.06634",
    "https://arxiv.org/pdf/2403.06634v2.pdf#page=3": "2403.06634",
    "https://arxiv.org/pdf/2403.06634": "2403.06634",
    "https://arxiv.org/html/2403.06634v1": "2403.06634",
    "https://export.arxiv.org/abs/hep-th/9901001": "hep-th/9901001",
    "https://arxiv.org/abs/math.GT/0309136v1": "math/0309136",
    "https://arxiv.org/abs/math.GT%2F0309136": "math/0309136",
    "https://arxiv.org/pdf/cs/0503050.pdf": "cs/0503050",
    "https://ar5iv.labs.arxiv.org/html/2403.06634": "2403.06634",
    "https://ar5iv.org/abs/2403.06634": "2403.06634",
    "https://www.alphaxiv.org/abs/2403.06634v2": "2403.06634",
    "10.48550/arXiv.2403.06634": "2403.06634",
    "https://doi.org/10.48550/arXiv.2403.06634": "2403.06634",
    "https://doi.org/10.48550/arxiv.hep-th/9901001": "hep-th/9901001",
  },
  rejects: [
    "2403.066",
    "2413.06634",
    "1810.04805v0x",
    "owner/1234567",
    "10.1364/OE.20.018173",
    "https://arxiv.org",
    "https://arxiv.org/list/cs.AI/new",
    "https://arxiv.org/abs/not-a-paper",
    "https://arxiv.org.example.org/abs/2403.06634",
    "https://huggingface.co/papers/2403.06634",
    "https://github.com/arXiv/arxiv-browse",
  ],
};

/** DOIs of journals, under which arXiv knows papers, too. */
export const journalDois: IdentifierRule = {
  scheme: "doi",
  parse(text) {
    const id = identifierOfDoi(text);
    return id && id.scheme === "doi" && id.value.length <= 500 ? id : null;
  },
  accepts: {
    "10.1364/OE.20.018173": "10.1364/oe.20.018173",
    "doi:10.1007/JHEP12(2010)070": "10.1007/jhep12(2010)070",
    "https://doi.org/10.1364/OE.20.018173": "10.1364/oe.20.018173",
    "http://dx.doi.org/10.1175/1520-0469(1996)053<0946:ASTFHH>2.0.CO;2": "10.1175/1520-0469(1996)053<0946:astfhh>2.0.co;2",
  },
  rejects: [
    "10.48550/arXiv.2403.06634",
    "https://doi.org/10.48550/arXiv.2403.06634",
    "2403.06634",
    "10.1364",
    "https://doi.org/",
  ],
};
