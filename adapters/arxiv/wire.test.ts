/** How arXiv's texts are read: dates, DOIs, licences, identifiers, entities. */
import { describe, expect, it } from "vitest";
import type { Exchange } from "../../src/contract/index.ts";
import { arxivIds } from "./identify.ts";
import { easternDayOf, instantOfRfc1123 } from "./instant.ts";
import { categoriesAmong, categoryList, doiList, license, text } from "./wire.ts";
import { parseXml } from "./xml.ts";

const exchange = (body: string): Exchange => ({
  request: { method: "GET", url: "https://arxiv.test/", body: null },
  status: 200,
  headers: {},
  body,
});

describe("dates", () => {
  it.each([
    ["Tue, 25 Jan 2000 16:09:37 GMT", "2000-01-25T16:09:37.000Z"],
    ["Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02T19:18:42.000Z"],
    ["Thu, 18 Sep 2025 00:00:00 -0400", "2025-09-18T04:00:00.000Z"],
    ["Thu, 18 Sep 2025 04:00:02 +0000", "2025-09-18T04:00:02.000Z"],
    ["Mon, 30 Feb 2026 10:00:00 GMT", null],
    ["Mon, 02 Foo 2026 10:00:00 GMT", null],
    ["Mon, 02 Feb 2026 25:00:00 GMT", null],
    ["2026-02-02", null],
    ["", null],
  ])("%s is %s", (written, instant) => {
    expect(instantOfRfc1123(written)).toBe(instant);
  });

  it("count arXiv's days in New York, in summer and in winter, however the zone is written", () => {
    expect(easternDayOf("2026-08-20T04:00:00.000Z")).toBe("2026-08-20");
    expect(easternDayOf("2026-08-20T03:59:59.000Z")).toBe("2026-08-19");
    expect(easternDayOf("2026-11-23T05:00:00.000Z")).toBe("2026-11-23");
    expect(easternDayOf("2026-11-23T04:59:59.000Z")).toBe("2026-11-22");
  });
});

describe("DOI fields", () => {
  it.each<[string | string[] | undefined, string[]]>([
    [undefined, []],
    ["", []],
    ["10.1364/OE.20.018173", ["10.1364/oe.20.018173"]],
    ["10.1007/JHEP12(2010)070 10.1007/JHEP02(2011)044", ["10.1007/jhep12(2010)070", "10.1007/jhep02(2011)044"]],
    ["10.1002/andp.201000099; 10.1002/andp.201200739", ["10.1002/andp.201000099", "10.1002/andp.201200739"]],
    ["10.1000/a,10.1000/b, doi:10.1000/c and https://doi.org/10.1000/D", ["10.1000/a", "10.1000/b", "10.1000/c", "10.1000/d"]],
    ["10.1175/1520-0469(1996)053<0946:ASTFHH>2.0.CO;2", ["10.1175/1520-0469(1996)053<0946:astfhh>2.0.co;2"]],
    [
      ["10.1000/a", "10.1000/A", "10.1000/b"],
      ["10.1000/a", "10.1000/b"],
    ],
    ["10.48550/arXiv.2403.06634", []],
    ["to appear", []],
  ])("%j holds %j", (written, values) => {
    expect(doiList.parse(written)).toEqual(values.map((value) => ({ scheme: "doi", value })));
  });
});

it("reads categories in their order, each once", () => {
  expect(categoryList.parse(" cs.LG  stat.ML\ncs.LG ")).toEqual(["cs.LG", "stat.ML"]);
  expect(categoryList.parse("physics.ins-det hep-ex cond-mat.mes-hall q-bio.NC")).toHaveLength(4);
  expect(categoryList.safeParse(" ").success).toBe(false);
  // Atom: 1802.03292.
  expect(categoriesAmong(["cs.LO", "cs.LO", "03B70, 68Q99", "F.4.1; F.4.m; K.2"])).toEqual(["cs.LO"]);
});

it("takes a licence only where it is an address", () => {
  expect(license.parse("http://creativecommons.org/licenses/by/4.0/")).toBe("http://creativecommons.org/licenses/by/4.0/");
  for (const written of ["", "None", "http://", "javascript:alert(1)", undefined]) expect(license.parse(written)).toBeUndefined();
});

describe("XML", () => {
  it("reads every character reference once, keeps TeX, blanks and numbers as they are written", () => {
    const document = parseXml(
      exchange("<r a='1'>  x &lt; y &amp;lt; &#39;q&#x27; $\\alpha$ &quot;\n<![CDATA[a &amp; <b>]]></r>"),
      "r",
    );
    expect(document).toEqual({ r: { "#text": "  x < y &lt; 'q' $\\alpha$ \"\na &amp; <b>", "@_a": "1" } });
    expect(parseXml(exchange("<r><id>0704.0010</id><n>1e5</n></r>"), "r")).toEqual({ r: { id: "0704.0010", n: "1e5" } });
  });

  it("reads thousands of references in one body", () => {
    const body = `<r>${"<t>&lt;&amp;&#39;</t>".repeat(60_000)}</r>`;
    expect(parseXml(exchange(body), "r")).toMatchObject({ r: { t: expect.arrayContaining(["<&'"]) } });
  });

  it.each([
    "",
    "<r>",
    "<r><a></r>",
    "<r></r",
    "plain text",
    '{"r": 1}',
    "<html><body>no</body></html>",
    "<!DOCTYPE html><html><p>x<br></html>",
  ])("refuses %j", (body) => {
    expect(() => parseXml(exchange(body), "r")).toThrow(/The answer/);
  });

  it("takes an element with attributes, but none with elements, for text", () => {
    expect(text.parse({ "#text": "x", "@_type": "html" })).toBe("x");
    expect(text.parse({ "@_type": "html" })).toBe("");
    expect(text.safeParse({ "#text": "x", b: "y" }).success).toBe(false);
    expect(text.safeParse(["x", "y"]).success).toBe(false);
  });
});

it("knows an old identifier by its archive, not by its looks", () => {
  expect(arxivIds.parse("owner/1234567")).toBeNull();
  expect(arxivIds.parse("https://arxiv.org/abs/owner/1234567")).toBeNull();
  expect(arxivIds.parse("cmp-lg/9404001")?.value).toBe("cmp-lg/9404001");
});
