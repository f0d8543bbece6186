/**
 * Identifiers: what the outside world calls a paper, an author, an organisation or a repository.
 * Canonical forms are decided here, once, so that two sources that mean the same thing say the same text.
 */

/** Kinds of thing that carry identifiers. */
export const SUBJECT_TYPES = ["paper", "author", "organization", "repository"] as const;
export type SubjectType = (typeof SUBJECT_TYPES)[number];

/**
 * Every scheme that any adapter may use. `huggingface`: user or organisation id; `github`: numeric id, as text; `openalex`: a
 * work; `semantic-scholar`: a paper's SHA-1.
 */
export const SCHEMES = [
  "arxiv",
  "doi",
  "huggingface",
  "huggingface-login",
  "huggingface-paper",
  "openalex",
  "semantic-scholar",
  "github",
  "github-name",
  "orcid",
  "ror",
  "name",
] as const;
export type Scheme = (typeof SCHEMES)[number];

/** An external identifier in its canonical form: see {@link canonicalIdentifier}. */
export interface Identifier {
  readonly scheme: Scheme;
  readonly value: string;
}

/** An arXiv identifier with the version that was written behind it, if one was. */
export interface ArxivReference {
  readonly id: string;
  readonly version: number | null;
}

const NEW_ARXIV_ID = /^(\d{4}\.\d{4,5})(?:v(\d+))?$/i;
const OLD_ARXIV_ID = /^([a-z-]+)(?:\.[A-Z]{2})?\/(\d{7})(?:v(\d+))?$/i;

/**
 * Reads `2403.06634`, `2403.06634v2`, `arXiv:…`, `math.GT/0309136`. Old identifiers lose their subject class
 * (`math/0309136`), as arXiv itself writes them. Null: not an arXiv identifier.
 * Rules: https://info.arxiv.org/help/arxiv_identifier.html
 */
export function parseArxivId(text: string): ArxivReference | null {
  const bare = text.trim().replace(/^(?:oai:)?arxiv(?:\.org)?:\s*/i, "");
  const fresh = NEW_ARXIV_ID.exec(bare);
  if (fresh) {
    const month = Number(bare.slice(2, 4));
    if (month < 1 || month > 12) return null;
    return { id: fresh[1] as string, version: version(fresh[2]) };
  }
  const old = OLD_ARXIV_ID.exec(bare);
  if (old) return { id: `${(old[1] as string).toLowerCase()}/${old[2]}`, version: version(old[3]) };
  return null;
}

function version(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}

const DOI = /^10\.\d{4,9}\/\S+$/;
const ARXIV_DOI = /^10\.48550\/arxiv\.(.+)$/i;

/** Canonical DOI (lower case, no resolver in front), or null. `10.48550/arXiv.…` is an arXiv identifier, not a DOI of ours. */
export function parseDoi(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^(?:https?:\/\/)?(?:dx\.)?doi\.org\//i, "")
    .replace(/^doi:\s*/i, "");
  return DOI.test(bare) ? bare.toLowerCase() : null;
}

/** The identifier that a DOI stands for: the paper's arXiv identifier where arXiv's own DOI was written. Null: not a DOI. */
export function identifierOfDoi(text: string): Identifier | null {
  const doi = parseDoi(text);
  if (doi === null) return null;
  const own = ARXIV_DOI.exec(doi);
  if (own) {
    const reference = parseArxivId(own[1] as string);
    return reference && { scheme: "arxiv", value: reference.id };
  }
  return { scheme: "doi", value: doi };
}

const GITHUB_NAME = /^[a-z\d](?:[a-z\d-]{0,38})\/[\w.-]{1,100}$/i;
const ORCID = /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/;
const ROR = /^0[a-hj-km-np-tv-z\d]{6}\d{2}$/;

/**
 * The canonical identifier for a scheme and a text, or null when the text cannot be one. Idempotent:
 * `canonicalIdentifier(s, canonicalIdentifier(s, x).value)` is the same identifier.
 */
export function canonicalIdentifier(scheme: Scheme, text: string): Identifier | null {
  const value = canonicalValue(scheme, text);
  return value === null ? null : { scheme, value };
}

function canonicalValue(scheme: Scheme, text: string): string | null {
  const bare = text.trim();
  if (bare === "" || bare.length > 500 || bare.includes("\u0000")) return null;
  switch (scheme) {
    case "arxiv":
      return parseArxivId(bare)?.id ?? null;
    case "doi":
      return parseDoi(bare);
    case "github-name":
      return GITHUB_NAME.test(bare) ? bare.toLowerCase() : null;
    case "github":
      return /^[1-9]\d{0,18}$/.test(bare) ? bare : null;
    case "orcid": {
      const orcid = bare.replace(/^https?:\/\/orcid\.org\//i, "").toUpperCase();
      return ORCID.test(orcid) ? orcid : null;
    }
    case "ror": {
      const ror = bare.replace(/^https?:\/\/ror\.org\//i, "").toLowerCase();
      return ROR.test(ror) ? ror : null;
    }
    case "openalex":
      return /^W[1-9]\d{0,14}$/i.test(bare) ? bare.toUpperCase() : null;
    case "semantic-scholar":
      return /^[\da-f]{40}$/i.test(bare) ? bare.toLowerCase() : null;
    case "name":
      return normalizeName(bare) || null;
    case "huggingface":
    case "huggingface-login":
    case "huggingface-paper":
      return /\s/.test(bare) ? null : scheme === "huggingface-login" ? bare.toLowerCase() : bare;
  }
}

/** A name without case, accents, punctuation and doubled blanks: what two spellings of one printed name share. Never proof of identity. */
export function normalizeName(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Where a browser finds what the identifier names; null for schemes without a page. */
export function identifierUrl({ scheme, value }: Identifier): string | null {
  switch (scheme) {
    case "arxiv":
      return `https://arxiv.org/abs/${value}`;
    case "doi":
      return `https://doi.org/${value}`;
    case "huggingface-login":
      return `https://huggingface.co/${value}`;
    case "huggingface-paper":
      return `https://huggingface.co/papers/${value}`;
    case "openalex":
      return `https://openalex.org/${value}`;
    case "semantic-scholar":
      return `https://www.semanticscholar.org/paper/${value}`;
    case "github":
      return `https://api.github.com/repositories/${value}`;
    case "github-name":
      return `https://github.com/${value}`;
    case "orcid":
      return `https://orcid.org/${value}`;
    case "ror":
      return `https://ror.org/${value}`;
    case "huggingface":
    case "name":
      return null;
  }
}
