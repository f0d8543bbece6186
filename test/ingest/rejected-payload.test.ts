/** What is shown of a record that could not be read, for the paths that adapters give. */
import { expect, test } from "vitest";
import { stepsOf } from "../../src/ingest/record-path.ts";
import { MAX_PAYLOAD_BYTES, payloadReader } from "../../src/ingest/rejected-payload.ts";

function payload(body: string, path: string, url = "https://example.org/list"): string | null {
  return payloadReader({ request: { method: "GET", url, body: null }, status: 200, headers: {}, body })(path);
}

test("a JSON pointer leads to the item of its list", () => {
  const body = JSON.stringify([{ paper: { id: "2401.00001" } }, { paper: { id: 7 } }, null, { "a/b": [1] }]);
  expect(payload(body, "/1/paper/id")).toBe('{"paper":{"id":7}}');
  expect(payload(body, "/1/paper/title")).toBe('{"paper":{"id":7}}');
  expect(payload(body, "/2")).toBe("null");
  expect(payload(body, "/9/paper")).toBeNull();
  expect(stepsOf("/3/a~1b/0")).toEqual([3, "a/b", 0]);
});

test("a path with dots leads to the record: an alias of a batch, or the whole of an answer that is one record", () => {
  const batch = JSON.stringify({ data: { r0: { name: 1 }, r1: null } });
  expect(payload(batch, "data.r0")).toBe('{"name":1}');
  expect(payload(batch, "data.r1")).toBe("null");
  const single = JSON.stringify({ id: "text", name: "x" });
  expect(payload(single, "id")).toBe(single);
  expect(payload('{"message":"Forbidden"}', "status")).toBe('{"message":"Forbidden"}');
  expect(payload('{"url":"u"}', "headers.location")).toBe('{"url":"u"}');
  expect(payload("", "headers.location")).toBeNull();
});

test("in XML it is the element, whatever its prefix, and not what looks like one", () => {
  const body = `<OAI><!-- <record>no</record> --><record><id>a</id><about><record/></about></record>
    <oai:record status="x>y"><id><![CDATA[</record>]]></id></oai:record><record/><records>no</records></OAI>`;
  expect(payload(body, "record[0].metadata")).toBe("<record><id>a</id><about><record/></about></record>");
  expect(payload(body, "record[1]")).toBe('<oai:record status="x>y"><id><![CDATA[</record>]]></id></oai:record>');
  expect(payload(body, "record[2].id")).toBe("<record/>");
  expect(payload(body, "record[3]")).toBeNull();
});

test("in lines of a file it is the line, by its number in the file", () => {
  const url = "https://example.org/file#lines=2001-2003";
  const body = '{"id":"1"}\n{"id":2}\n{"id": cut\n';
  expect(payload(body, "line 2002.id", url)).toBe('{"id":2}');
  expect(payload(body, "line 2003", url)).toBe('{"id": cut');
  expect(payload(body, "line 1.id", url)).toBeNull();
});

test("what is too large is cut: first to the part that the path names, then at 16 KB", () => {
  const big = "é".repeat(20_000);
  expect(payload(JSON.stringify([{ big, paper: { id: 7 } }]), "/0/paper/id")).toBe('{"id":7}');
  for (const cut of [payload(JSON.stringify([{ title: big }]), "/0/title"), payload(`<a><item>${big}</item></a>`, "item[0]")]) {
    expect(Buffer.byteLength(cut ?? "")).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
    expect(Buffer.byteLength(cut ?? "")).toBeGreaterThan(MAX_PAYLOAD_BYTES - 8);
    expect(cut).toMatch(/é…$/);
  }
  expect(payload("<a><item>\0</item></a>", "item[0]")).toBe("<item>\uFFFD</item>");
});
