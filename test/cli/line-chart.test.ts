import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { type Chart, lineChart, MOST_LINES } from "../../src/cli/line-chart.ts";

const CHART: Chart = {
  title: `Votes & "friends" <b>`,
  description: "Two lines.",
  unit: "votes",
  days: ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"],
  lines: [
    { name: "up", values: [0, 5, 10, 10] },
    { name: "<script>alert(1)</script>\u0000", values: [10, null, 4, null] },
  ],
};
const drawn = (svg: string) => svg.split("\n").filter((line) => line.includes('fill="none"'));

test("it is well-formed, says what it shows, and runs nothing", () => {
  const svg = lineChart(CHART);
  expect(XMLValidator.validate(svg)).toBe(true);
  const { svg: root } = new XMLParser({ ignoreAttributes: false }).parse(svg);
  expect(root).toMatchObject({ "@_role": "img", "@_aria-labelledby": "title description" });
  expect(root.title["#text"]).toBe(`Votes & "friends" <b>`);
  expect(root.desc["#text"]).toBe("Two lines.");
  expect(svg).not.toMatch(/<script|<foreignObject|<image|href|\bon\w+=|url\(/i);
  expect(svg).not.toContain("\u0000");
});

test("gaps break a line, and a day between two gaps is a dot", () => {
  const lines = drawn(lineChart(CHART));
  expect(lines).toHaveLength(3);
  expect(lines[0]?.match(/[ML]/g)).toHaveLength(4);
  expect(lines[1]).toMatch(/d="M[\d.]+ [\d.]+h0"/);
});

test("the scale holds every value, and higher values stand higher", () => {
  const points = (svg: string) => [...(drawn(svg)[0] ?? "").matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((one) => Number(one[2]));
  const [low, middle, high, same] = points(lineChart(CHART)) as [number, number, number, number];
  expect(low).toBeGreaterThan(middle);
  expect(middle).toBeGreaterThan(high);
  expect(same).toBe(high);
  for (const values of [
    [-3, 2],
    [0.0001, 0.0002],
    [1e6, 3e6],
    [0, 0],
    [-1, -1],
  ]) {
    const all = points(lineChart({ ...CHART, days: ["2026-01-01", "2026-01-02"], lines: [{ name: "one", values }] }));
    expect(all).toHaveLength(2);
    for (const y of all) {
      expect(y).toBeGreaterThanOrEqual(56);
      expect(y).toBeLessThanOrEqual(400);
    }
  }
});

test("the same data are the same bytes, without days or lines too", () => {
  expect(lineChart(CHART)).toBe(lineChart(structuredClone(CHART)));
  expect(XMLValidator.validate(lineChart({ ...CHART, days: [], lines: [] }))).toBe(true);
  const many = Array.from({ length: MOST_LINES }, (_none, place) => ({
    name: `line ${place}`,
    values: [place, place, place, place],
  }));
  const styles = drawn(lineChart({ ...CHART, lines: many })).map((line) => line.replace(/d="[^"]*"/, ""));
  expect(new Set(styles).size).toBe(MOST_LINES);
});
