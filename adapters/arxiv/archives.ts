/** arXiv's archives, present and past, and which texts are codes of its categories. https://arxiv.org/category_taxonomy. Pure. */

/** Archives that gave out identifiers of the old form, those that were merged into others included. */
export const OLD_ARCHIVES: ReadonlySet<string> = new Set(
  (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga funct-an " +
    "gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio " +
    "quant-ph solv-int supr-con"
  ).split(" "),
);
/** Archives that are younger than the identifiers of the old form. */
const YOUNG_ARCHIVES = new Set(["econ", "eess", "q-fin", "stat", "test"]);
const CATEGORY = /^([a-z]+(?:-[a-z]+)*)(\.[A-Za-z]+(?:-[a-z]+)*)?$/;

/** Whether a text is a category's code. Without a subject class it must be an archive that is known: any word looks like one. */
export function isCategory(text: string): boolean {
  const [, archive = "", subject] = CATEGORY.exec(text) ?? [];
  return archive !== "" && (subject !== undefined || OLD_ARCHIVES.has(archive) || YOUNG_ARCHIVES.has(archive));
}

/** Categories that are one under two names. */
const ALIASES: Readonly<Record<string, string>> = {
  "math.MP": "math-ph",
  "math.ST": "stat.TH",
  "cs.IT": "math.IT",
  "econ.GN": "q-fin.EC",
  "eess.SY": "cs.SY",
  "math.NA": "cs.NA",
};

/** Whether a category is the one asked for, under either of its names, or lies in the archive asked for. */
export function isWithin(category: string, asked: string): boolean {
  const plain = (code: string) => ALIASES[code] ?? code;
  return plain(category) === plain(asked) || category.startsWith(`${asked}.`);
}
