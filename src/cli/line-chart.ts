/** Line charts as SVG: plain shapes and text, no script, and the same bytes for the same data. Pure. */

/** One line. A null value is a gap; as many values as the chart has days. */
export interface ChartLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** A chart over days, `YYYY-MM-DD`, in order. `description` is for those who cannot see it. */
export interface Chart {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly days: readonly string[];
  readonly lines: readonly ChartLine[];
}

const WIDTH = 960;
const PLOT = { left: 72, top: 56, width: 856, height: 344 } as const;
const LEGEND_TOP = PLOT.top + PLOT.height + 60;
const LEGEND_COLUMNS = 2;
const LEGEND_ROW = 20;
const LONGEST_LABEL = 50;
const DAY_LABELS = 8;
const VALUE_LABELS = 5;

/** Told apart by people who see colours otherwise (Okabe and Ito), and by their dashes without any colour. */
const STROKES = [
  ["#0072b2", ""],
  ["#d55e00", "8 4"],
  ["#009e73", "2 3"],
  ["#cc79a7", "12 4 2 4"],
  ["#56b4e9", "6 2"],
  ["#e69f00", "4 4"],
  ["#000000", "1 5"],
  ["#7f7f7f", "10 2 2 2 2 2"],
] as const;

/** As many lines as can be told apart. */
export const MOST_LINES = STROKES.length;

/** The whole file. The scale of values begins at 0, or lower where some value is. */
export function lineChart({ title, description, unit, days, lines }: Chart): string {
  const scale = scaleOf(lines.flatMap(({ values }) => values.flatMap((value) => value ?? [])));
  const x = (place: number) => PLOT.left + (PLOT.width * (place + 0.5)) / Math.max(1, days.length);
  const y = (value: number) => PLOT.top + (PLOT.height * (scale.high - value)) / (scale.high - scale.low);
  const height = LEGEND_TOP + Math.ceil(lines.length / LEGEND_COLUMNS) * LEGEND_ROW + 12;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title description" font-family="sans-serif" font-size="12" fill="#222222">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="${PLOT.left}" y="24" font-size="16">${escaped(title)}</text>`,
    `<text x="${PLOT.left}" y="44" fill="#555555">${escaped(unit)}</text>`,
    ...valueAxis(scale, y),
    ...dayAxis(days, x),
    ...lines.flatMap((line, place) => drawn(line, strokeOf(place), x, y)),
    ...lines.flatMap(({ name }, place) => legend(name, place)),
    "</svg>",
    "",
  ].join("\n");
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** Whole multiples of 1, 2 or 5 at powers of ten. */
function scaleOf(values: readonly number[]): Scale {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const rough = (most - least || 1) / VALUE_LABELS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  return { low: Math.floor(least / step) * step, high: Math.max(Math.ceil(most / step) * step, step), step };
}

function valueAxis({ low, high, step }: Scale, y: (value: number) => number): string[] {
  const count = Math.round((high - low) / step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: count + 1 }, (_none, place) => low + place * step).flatMap((value) => [
    `<path d="M${PLOT.left} ${coordinate(y(value))}h${PLOT.width}" stroke="${Math.abs(value) < step / 2 ? "#555555" : "#dddddd"}"/>`,
    `<text x="${PLOT.left - 8}" y="${coordinate(y(value) + 4)}" text-anchor="end">${value.toFixed(decimals)}</text>`,
  ]);
}

function dayAxis(days: readonly string[], x: (place: number) => number): string[] {
  const every = Math.max(1, Math.ceil(days.length / DAY_LABELS));
  const bottom = PLOT.top + PLOT.height;
  return days.flatMap((day, place) =>
    place % every === 0
      ? [
          `<path d="M${coordinate(x(place))} ${bottom}v6" stroke="#555555"/>`,
          `<text x="${coordinate(x(place))}" y="${bottom + 22}" text-anchor="middle">${escaped(day)}</text>`,
        ]
      : [],
  );
}

/** Days in a row are joined; a day between two gaps is a dot. */
function drawn({ values }: ChartLine, stroke: string, x: (place: number) => number, y: (value: number) => number): string[] {
  const runs: string[][] = [[]];
  for (const [place, value] of values.entries()) {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push(`${coordinate(x(place))} ${coordinate(y(value))}`);
  }
  return runs.flatMap((points) => {
    if (points.length === 0) return [];
    const rest = points.length === 1 ? ["h0"] : points.slice(1).map((point) => `L${point}`);
    return [`<path d="M${points[0]}${rest.join("")}" fill="none" stroke-linecap="round" ${stroke}/>`];
  });
}

function legend(name: string, place: number): string[] {
  const left = PLOT.left + (place % LEGEND_COLUMNS) * (PLOT.width / LEGEND_COLUMNS);
  const top = LEGEND_TOP + Math.floor(place / LEGEND_COLUMNS) * LEGEND_ROW;
  const letters = [...name];
  const label = letters.length > LONGEST_LABEL ? `${letters.slice(0, LONGEST_LABEL - 1).join("")}…` : name;
  return [`<path d="M${left} ${top}h36" ${strokeOf(place)}/>`, `<text x="${left + 44}" y="${top + 4}">${escaped(label)}</text>`];
}

function strokeOf(place: number): string {
  const [colour, dashes] = STROKES[place % STROKES.length] as (typeof STROKES)[number];
  return `stroke="${colour}" stroke-width="2"${dashes === "" ? "" : ` stroke-dasharray="${dashes}"`}`;
}

const coordinate = (value: number) => value.toFixed(1);

/** Text as XML takes it: without characters that it has no way to write. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\u{fffd}")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
