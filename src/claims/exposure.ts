/**
 * What sources show without a licence to pass it on, as data: classes that `EXPOSE` switches off. Everything is kept all the
 * same; a class that is off is left out of every answer.
 */
import type { MetricKind } from "../contract/index.ts";
import type { PaperField } from "./field-rule.ts";

/** One class of what may not be for everybody to see. */
export interface ExposureClass {
  /** What it holds, for people; without a full stop. */
  readonly holds: string;
  /** Fields of the schema, `Type.field`, that show nothing else. */
  readonly members: readonly string[];
  /** Fields of papers whose candidates `provenance` and `conflicts` tell. */
  readonly paperFields: readonly PaperField[];
  /** Counters that fields with a `kind` argument show. */
  readonly metrics: readonly MetricKind[];
}

/** Name of a class. */
export type ExposureName = "summaries" | "keywords" | "thumbnails" | "media" | "avatars" | "discussions";

/** Every class by its name in `EXPOSE`. */
export const EXPOSURE_CLASSES: Readonly<Record<ExposureName, ExposureClass>> = {
  summaries: {
    holds: "texts about papers that a model wrote",
    members: ["Paper.summary"],
    paperFields: ["SUMMARY"],
    metrics: [],
  },
  keywords: {
    holds: "words that sources file papers under, often chosen by a model",
    ...{ members: ["Paper.keywords"], paperFields: ["KEYWORDS"], metrics: [] },
  },
  thumbnails: { holds: "small pictures of papers", members: ["Paper.thumbnail"], paperFields: ["THUMBNAIL"], metrics: [] },
  media: { holds: "pictures and films beside papers", members: ["Paper.media"], paperFields: ["MEDIA"], metrics: [] },
  avatars: {
    holds: "pictures of people and organisations",
    ...{ members: ["Author.avatar", "Organization.avatar"], paperFields: [], metrics: [] },
  },
  discussions: {
    holds: "what comes of people's comments on papers: their number, since no comment is read",
    ...{ members: ["Paper.commentCount", "Listing.commentCount"], paperFields: ["COMMENT_COUNT"], metrics: ["COMMENTS"] },
  },
};

/** All names, in the order of the table. */
export const EXPOSURE_NAMES = Object.keys(EXPOSURE_CLASSES) as readonly ExposureName[];

/** Classes that answers leave out. */
export type HiddenClasses = ReadonlySet<ExposureName>;

/** The classes that are left out when only these may be seen. */
export function hiddenClasses(exposed: readonly ExposureName[]): HiddenClasses {
  return new Set(EXPOSURE_NAMES.filter((name) => !exposed.includes(name)));
}
