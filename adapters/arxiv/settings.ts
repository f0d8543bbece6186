/** The settings of this source, and what `ARXIV_CATEGORIES` comes to at arXiv's endpoints. Pure. */
import type { SettingDeclaration } from "../../src/contract/index.ts";

/** Every variable that this source reads. */
export const settings: readonly SettingDeclaration[] = [
  {
    name: "ARXIV_QUERY_URL",
    kind: "url",
    default: "https://export.arxiv.org/api/query",
    purpose: "arXiv's Atom query API; asked for papers by id",
  },
  {
    name: "ARXIV_OAI_URL",
    kind: "url",
    default: "https://oaipmh.arxiv.org/oai",
    purpose: "arXiv's OAI-PMH endpoint; harvested by category",
  },
  {
    name: "ARXIV_FEED_URL",
    kind: "url",
    default: "https://rss.arxiv.org",
    purpose: "arXiv's announcement feeds, up to and without `/rss/<category>`",
  },
  {
    name: "ARXIV_CATEGORIES",
    kind: "text",
    default: "cs.AI,cs.CL,cs.CV,cs.LG,cs.RO,stat.ML",
    purpose:
      "Categories (`cs.CL`) and whole archives (`cs`, `hep-th`) to harvest, separated by commas; empty: none, papers are only looked up",
  },
];

/** A base URL without a slash at its end; the default where the setting is absent. @param name one of {@link settings} */
export function baseUrl(values: Readonly<Record<string, string>>, name: string): string {
  const value = values[name] ?? settings.find((setting) => setting.name === name)?.default ?? "";
  return value.replace(/\/+$/, "");
}

/** The configured categories, in their order, each once. Absent is empty: the default was filled in before, so somebody took it away. */
export function categoriesOf(values: Readonly<Record<string, string>>): string[] {
  return [...new Set((values["ARXIV_CATEGORIES"] ?? "").split(/[\s,]+/).filter((category) => category !== ""))];
}

/** Why streams that read by category cannot run, in words; null: they can. */
export function reasonWithoutCategories(values: Readonly<Record<string, string>>): string | null {
  return categoriesOf(values).length === 0 ? "ARXIV_CATEGORIES is empty" : null;
}

/** Groups that are named after their only archive. All other archives are in the group `physics`. */
const OWN_GROUPS = new Set(["cs", "econ", "eess", "math", "q-bio", "q-fin", "stat"]);

/**
 * The OAI set of a category or archive: `group:archive` or `group:archive:CATEGORY`, e.g. `cs:cs:AI`, `physics:hep-th`,
 * `physics:physics:optics`. https://info.arxiv.org/help/oa/index.html#set-structure
 */
export function oaiSetOf(category: string): string {
  const [archive = "", subject] = category.split(".", 2);
  const group = OWN_GROUPS.has(archive) ? archive : "physics";
  return subject === undefined ? `${group}:${archive}` : `${group}:${archive}:${subject}`;
}
