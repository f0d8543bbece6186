/**
 * References to the types that several files need, with the rows behind them; each type's own file implements it.
 * Apart from them so that type files do not import one another in circles.
 */
import type {
  AnnouncementRow,
  AuthorRow,
  AuthorshipRow,
  CategoryRow,
  ExchangeRow,
  GeneratedTextRow,
  IdentifierRow,
  KeywordRow,
  MediaRow,
  MetricPointRow,
  MetricSeriesRow,
  OrganizationClaimRow,
  OrganizationRow,
  PaperRow,
  PaperVersionRow,
  RepositoryLinkRow,
  RepositoryRow,
} from "../loaders/row.ts";
import { builder } from "./builder.ts";

export const PaperRef = builder.objectRef<PaperRow>("Paper");
export const PaperVersionRef = builder.objectRef<PaperVersionRow>("PaperVersion");
export const AuthorRef = builder.objectRef<AuthorRow>("Author");
export const AuthorshipRef = builder.objectRef<AuthorshipRow>("Authorship");
export const OrganizationRef = builder.objectRef<OrganizationRow>("Organization");
export const OrganizationClaimRef = builder.objectRef<OrganizationClaimRow>("OrganizationClaim");
export const RepositoryRef = builder.objectRef<RepositoryRow>("Repository");
export const RepositoryLinkRef = builder.objectRef<RepositoryLinkRow>("RepositoryLink");
export const CategoryRef = builder.objectRef<CategoryRow>("Category");
export const IdentifierRef = builder.objectRef<IdentifierRow>("Identifier");
export const AnnouncementRef = builder.objectRef<AnnouncementRow>("Announcement");
export const KeywordRef = builder.objectRef<KeywordRow>("Keyword");
export const MediaRef = builder.objectRef<MediaRow>("Media");
export const GeneratedTextRef = builder.objectRef<GeneratedTextRow>("GeneratedText");
export const MetricPointRef = builder.objectRef<MetricPointRow>("MetricPoint");
export const MetricSeriesRef = builder.objectRef<MetricSeriesRow>("MetricSeries");
export const ExchangeRef = builder.objectRef<ExchangeRow>("Exchange");

/** A source, by its name: nothing is read until a field other than `name`, `title` or `terms` is asked for. Implemented in source.ts. */
export const SourceRef = builder.objectRef<string>("Source");
