/** Paths of rejections: JSON pointers (`/3/paper/id`), steps with dots and brackets (`record[3].metadata.arXiv.title`), lines (`line 7.title`). Pure. */

/** One step: a key, or a place in a list as the adapter counts it. */
export type PathStep = string | number;

/** The steps of a path in any of the forms; none for the empty one. `line 7` is two: the lines, and which of them. */
export function stepsOf(path: string): PathStep[] {
  if (path.startsWith("/")) {
    return path
      .slice(1)
      .split("/")
      .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~")));
  }
  return [...path.replace(/^line (\d+)/, "line[$1]").matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([step, place]) =>
    place === undefined ? step : Number(place),
  );
}

/** What names the record that a path leads into: everything up to the first place in a list; without one, the first two steps. */
export function recordNameOf(path: string): string {
  const steps = stepsOf(path);
  const place = steps.findIndex((step) => typeof step === "number");
  return JSON.stringify(steps.slice(0, place === -1 ? 2 : place + 1));
}
