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

/** The row of `paper`, with the columns asked for. */
export const PaperRef = builder.objectRef<PaperRow>("Paper");
/** The row of `paper_version`. */
export const PaperVersionRef = builder.objectRef<PaperVersionRow>("PaperVersion");
/** The row of `author`, or any row that holds its columns. */
export const AuthorRef = builder.objectRef<AuthorRow>("Author");
/** The row of `authorship` with its author in it. */
export const AuthorshipRef = builder.objectRef<AuthorshipRow>("Authorship");
/** The row of `organization`, or any row that holds its columns. */
export const OrganizationRef = builder.objectRef<OrganizationRow>("Organization");
/** The row of `paper_organization` with its organisation in it. */
export const OrganizationClaimRef = builder.objectRef<OrganizationClaimRow>("OrganizationClaim");
/** The row of `repository`, with the columns asked for. */
export const RepositoryRef = builder.objectRef<RepositoryRow>("Repository");
/** The row of `paper_repository` with the state of the name as written. */
export const RepositoryLinkRef = builder.objectRef<RepositoryLinkRow>("RepositoryLink");
/** The row of `category`. */
export const CategoryRef = builder.objectRef<CategoryRow>("Category");
/** A row of any `…_identifier` table. */
export const IdentifierRef = builder.objectRef<IdentifierRow>("Identifier");
/** The row of `announcement` with its category's name. */
export const AnnouncementRef = builder.objectRef<AnnouncementRow>("Announcement");
/** The row of `paper_keyword`. */
export const KeywordRef = builder.objectRef<KeywordRow>("Keyword");
/** The row of `media`. */
export const MediaRef = builder.objectRef<MediaRow>("Media");
/** The row of `generated_text`. */
export const GeneratedTextRef = builder.objectRef<GeneratedTextRow>("GeneratedText");
/** The row of `metric`, with the entity it counts. */
export const MetricPointRef = builder.objectRef<MetricPointRow>("MetricPoint");
/** The points of one counter in a range. */
export const MetricSeriesRef = builder.objectRef<MetricSeriesRow>("MetricSeries");
/** The row of `exchange`, without headers and body. */
export const ExchangeRef = builder.objectRef<ExchangeRow>("Exchange");

/** A source, by its name: nothing is read until a field other than `name`, `title` or `terms` is asked for. Implemented in source.ts. */
export const SourceRef = builder.objectRef<string>("Source");
