/** Which texts name something at Hugging Face: identifiers, paper pages, repository links. Pure. */
import { canonicalIdentifier, type Identifier, type IdentifierRule } from "../../src/contract/index.ts";
import type { WireOrganization, WireUser } from "./wire.ts";

/** The paper's identifier: its arXiv id, which is what all recorded ids are, else Hugging Face's own. Null: neither. */
export function paperIdentifier(id: string): Identifier | null {
  return canonicalIdentifier("arxiv", id) ?? canonicalIdentifier("huggingface-paper", id);
}

/** A user's identifiers, best first: the account's id, where it is said, then the login, which can be given to another. */
export function userIdentifiers(user: WireUser): Identifier[] {
  return identifiers(user._id ?? user.id, user.user);
}

/** An organisation's identifiers, best first: its id, then its short name. */
export function organizationIdentifiers(organization: WireOrganization): Identifier[] {
  return identifiers(organization._id, organization.name);
}

function identifiers(id: string | null | undefined, login: string): Identifier[] {
  const own = id === null || id === undefined ? null : canonicalIdentifier("huggingface", id);
  return [own, canonicalIdentifier("huggingface-login", login)].filter((identifier) => identifier !== null);
}

const REPOSITORY = /^(?:(?:https?:\/\/)?(?:www\.)?github\.com\/)?([^/\s?#]+)\/([^/\s?#]+?)(?:\.git)?(?:[/?#]\S*)?$/i;

/**
 * The repository that a link names (`github-name`): `https://github.com/o/r` with whatever follows, or a bare `o/r`.
 * Null: an organisation's page, another host, or a text that is no link.
 */
export function repositoryIdentifier(asWritten: string): Identifier | null {
  const match = REPOSITORY.exec(asWritten.trim());
  return match && canonicalIdentifier("github-name", `${match[1]}/${match[2]}`);
}

const PAPER_PAGE =
  /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/(?:api\/)?papers\/([^/?#\s]+?)(?:\.md)?\/?(?:[?#]\S*)?$/i;

/** Paper pages of huggingface.co. Bare ids are arXiv's to recognise. */
export const paperPages: IdentifierRule = {
  scheme: "arxiv",
  parse(text) {
    const id = PAPER_PAGE.exec(text.trim())?.[1];
    return id === undefined ? null : canonicalIdentifier("arxiv", id);
  },
  accepts: {
    "https://huggingface.co/papers/2403.06634": "2403.06634",
    "http://www.huggingface.co/papers/2403.06634/": "2403.06634",
    "huggingface.co/papers/2403.06634v2?utm_source=digest": "2403.06634",
    "https://hf.co/papers/2403.06634#community": "2403.06634",
    "https://huggingface.co/papers/2403.06634.md": "2403.06634",
    "https://huggingface.co/api/papers/2403.06634": "2403.06634",
  },
  rejects: [
    "2403.06634",
    "https://arxiv.org/abs/2403.06634",
    "https://huggingface.co/papers",
    "https://huggingface.co/papers/date/2026-08-20",
    "https://huggingface.co/papers/trending",
    "https://huggingface.co/papers/2413.06634",
    "https://huggingface.co/stabilityai",
    "https://huggingface.co.example.org/papers/2403.06634",
  ],
};
