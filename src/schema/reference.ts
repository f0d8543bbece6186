/** `@oneOf` references: each names one thing in one of several ways. */

import type { Identifier, Scheme } from "../contract/identifier.ts";
import { canonicalIdentifier, identifierOfDoi, normalizeName, parseArxivId } from "../contract/identifier.ts";
import { identifierText } from "../loaders/relation-loader.ts";
import type { AuthorRow, OrganizationRow, PaperRow, RepositoryRow } from "../loaders/row.ts";
import { builder } from "./builder.ts";
import type { GraphQLContext } from "./context.ts";
import { badUserInput, shortened } from "./errors.ts";
import { keyOf } from "./global-id.ts";

/** Schemes under which sources show pages of papers. */
const PAPER_PAGES: readonly Scheme[] = ["arxiv", "doi", "huggingface-paper", "openalex", "semantic-scholar"];

export const PaperReferenceInput = builder.inputType("PaperReference", {
  description: "One paper, named in exactly one of these ways.",
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: "Global id, as any answer gives it; an older one still leads here." }),
    arxivId: t.string({
      description:
        "arXiv's identifier, new or old style, with or without `arXiv:` in front and version behind; the version makes no difference.",
    }),
    doi: t.string({
      description:
        "A DOI, bare or with a resolver in front; arXiv's own (`10.48550/arXiv.…`) means the arXiv paper. Null answers a DOI that several papers claim.",
    }),
    url: t.field({
      type: "URL",
      description: "Any address of a paper that some source recognises, such as `https://huggingface.co/papers/2403.06634`.",
    }),
  }),
});

export const AuthorReferenceInput = builder.inputType("AuthorReference", {
  description: "One author, named in exactly one of these ways.",
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: "Global id, as any answer gives it; an older one still leads here." }),
    orcid: t.string({ description: "ORCID, bare or as an address." }),
    huggingfaceUser: t.string({ description: "Hugging Face login, or the user id behind it." }),
    name: t.string({
      description:
        "A printed name, compared without case, accents and punctuation: everybody of that name without identifier, else the only author who has it; null when several have.",
    }),
  }),
});

export const OrganizationReferenceInput = builder.inputType("OrganizationReference", {
  description: "One organisation, named in exactly one of these ways.",
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: "Global id, as any answer gives it; an older one still leads here." }),
    slug: t.string({ description: "Short form in a source's addresses, in any case; the one that uses it now." }),
    ror: t.string({ description: "ROR identifier, bare or as an address." }),
  }),
});

export const RepositoryReferenceInput = builder.inputType("RepositoryReference", {
  description: "One repository, named in exactly one of these ways.",
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: "Global id, as any answer gives it; an older one still leads here." }),
    nameWithOwner: t.string({ description: "`owner/name` at GitHub, in any case; former names lead to where it is now." }),
    url: t.field({ type: "URL", description: "Any address of a repository that some source recognises." }),
  }),
});

/** The paper meant; null: not known here. @throws {GraphQLError} BAD_USER_INPUT for what can name no paper */
export async function findPaper(by: typeof PaperReferenceInput.$inferInput, context: GraphQLContext): Promise<PaperRow | null> {
  const { byAnyId, byIdentifier } = context.loaders.paper;
  if (by.id != null) return await byAnyId.load(keyOf("Paper", String(by.id)));
  return await byIdentifier.load(identifierText(paperIdentifier(by, context)));
}

function paperIdentifier({ arxivId, doi, url }: typeof PaperReferenceInput.$inferInput, context: GraphQLContext): Identifier {
  if (arxivId != null) {
    const reference = parseArxivId(arxivId);
    if (reference === null) throw malformed("arxivId", arxivId, "an arXiv identifier such as 2403.06634 or math/0309136");
    return { scheme: "arxiv", value: reference.id };
  }
  if (doi != null) {
    const identifier = identifierOfDoi(doi);
    if (identifier === null) throw malformed("doi", doi, "a DOI such as 10.1145/3292500.3330701");
    return identifier;
  }
  const text = url ?? "";
  const identifier = context.identify(text) ?? identifierOfDoi(text);
  if (identifier === null || !PAPER_PAGES.includes(identifier.scheme)) {
    throw malformed("url", text, "the address of a paper at one of the sources, or of a DOI");
  }
  return identifier;
}

/** The author meant; null: not known here, or not told apart. @throws {GraphQLError} BAD_USER_INPUT */
export async function findAuthor(
  by: typeof AuthorReferenceInput.$inferInput,
  { loaders }: GraphQLContext,
): Promise<AuthorRow | null> {
  const { byAnyId, byIdentifier, byNormalizedName } = loaders.author;
  if (by.id != null) return await byAnyId.load(keyOf("Author", String(by.id)));
  if (by.orcid != null)
    return await byIdentifier.load(canonical("orcid", by.orcid, "orcid", "an ORCID such as 0000-0002-1825-0097"));
  if (by.huggingfaceUser != null) {
    const name = by.huggingfaceUser.trim().replace(/^@/, "");
    const [user, owner] = await Promise.all([
      byIdentifier.load(canonical("huggingface", name, "huggingfaceUser", "a login or a user id")),
      byIdentifier.load(canonical("huggingface-login", name, "huggingfaceUser", "a login or a user id")),
    ]);
    return user ?? owner;
  }
  const name = normalizeName(by.name ?? "");
  if (name === "") throw badUserInput("`name` holds no letter or digit.");
  return await byNormalizedName.load(name);
}

/** The organisation meant; null: not known here. @throws {GraphQLError} BAD_USER_INPUT */
export async function findOrganization(
  by: typeof OrganizationReferenceInput.$inferInput,
  { loaders }: GraphQLContext,
): Promise<OrganizationRow | null> {
  const { byAnyId, byIdentifier, bySlug } = loaders.organization;
  if (by.id != null) return await byAnyId.load(keyOf("Organization", String(by.id)));
  if (by.ror != null) return await byIdentifier.load(canonical("ror", by.ror, "ror", "a ROR identifier such as 05dxps055"));
  const login = canonical("huggingface-login", by.slug ?? "", "slug", "a short name without blanks");
  return (await byIdentifier.load(login)) ?? (await bySlug.load((by.slug ?? "").trim().toLowerCase()));
}

/** The repository meant; null: not known here. @throws {GraphQLError} BAD_USER_INPUT */
export async function findRepository(
  by: typeof RepositoryReferenceInput.$inferInput,
  context: GraphQLContext,
): Promise<RepositoryRow | null> {
  const { byAnyId, byIdentifier } = context.loaders.repository;
  if (by.id != null) return await byAnyId.load(keyOf("Repository", String(by.id)));
  if (by.nameWithOwner != null) {
    return await byIdentifier.load(canonical("github-name", by.nameWithOwner, "nameWithOwner", "a name such as openai/whisper"));
  }
  const identifier = context.identify(by.url ?? "");
  if (identifier === null || !["github", "github-name"].includes(identifier.scheme)) {
    throw malformed("url", by.url ?? "", "the address of a repository at one of the sources");
  }
  return await byIdentifier.load(identifierText(identifier));
}

function canonical(scheme: Scheme, text: string, field: string, wanted: string): string {
  const identifier = canonicalIdentifier(scheme, text);
  if (identifier === null) throw malformed(field, text, wanted);
  return identifierText(identifier);
}

function malformed(field: string, text: string, wanted: string) {
  return badUserInput(`\`${field}\`: expected ${wanted}, got "${shortened(text)}".`);
}
