/** What is no answer is told apart by its first and last characters. */
import { describe, expect, it } from "vitest";
import { checkJson, checkXml, type Exchange, InvalidPayloadError } from "../../src/contract/index.ts";

function answer(body: string, type = ""): Exchange {
  const headers: Record<string, string> = type === "" ? {} : { "content-type": type };
  return { request: { method: "GET", url: "https://upstream.test/a", body: null }, status: 200, headers, body };
}

function codeOf(check: () => unknown): string {
  try {
    check();
    return "fine";
  } catch (error) {
    if (!(error instanceof InvalidPayloadError)) throw error;
    return error.code.replace("ERR_SOURCE_", "");
  }
}

const json = (body: string, type?: string) => codeOf(() => checkJson(answer(body, type), "test"));
const xml = (body: string, type?: string) => codeOf(() => checkXml(answer(body, type), "test", ["feed", "rss"]));

const ANUBIS = `<!doctype html><html lang="en"><head><title>Making sure you&#39;re not a bot!</title></head><body></body></html>`;
const PLAIN = "<!DOCTYPE html>\n<html><head><title>Hugging Face</title></head><body><h1>Papers</h1></body></html>";

type Row = [what: string, body: string, type: string, code: string];
const BOTH: Row[] = [
  ["nothing", "", "", "EMPTY_ANSWER"],
  ["white space and a mark", "\uFEFF \n", "", "EMPTY_ANSWER"],
  ["a page", PLAIN, "text/html", "HTML"],
  ["a page behind a comment", `<!-- served by cache 7 -->${PLAIN}`, "", "HTML"],
  ["a page cut short", PLAIN.slice(0, 40), "text/html", "HTML"],
  ["a page that says it is data", PLAIN, "application/json", "HTML"],
  ["Anubis", ANUBIS, "text/html", "CHALLENGE"],
  ["Anubis with a curly apostrophe", ANUBIS.replace("&#39;", "’"), "text/html", "CHALLENGE"],
  ["Cloudflare", "<html><head><title>Just a moment...</title></head><body></body></html>", "text/html", "CHALLENGE"],
  ["text", "Rate exceeded.", "text/plain", "INVALID_PAYLOAD"],
  ["text that says it is a page", "upstream connect error", "text/html", "HTML"],
];

describe("JSON", () => {
  it.each<Row>([
    ...BOTH,
    ["an object", '{"a":"]"}', "", "fine"],
    ["a list with blanks around it", "\n [1] \n", "text/html", "fine"],
    ["a list cut in a text", '[{"a":"b', "", "TRUNCATED"],
    ["a list cut behind an item", '[{"a":"b"}', "", "TRUNCATED"],
    ["a list cut behind a comma", '[{"a":"b"},', "", "TRUNCATED"],
    ["a list cut in an escape", '["\\', "", "TRUNCATED"],
    ["an object cut in a key", '{"a', "", "TRUNCATED"],
    ["JSON with something behind it", '{"a":1}}', "", "INVALID_PAYLOAD"],
    ["a number", "1", "application/json", "INVALID_PAYLOAD"],
    ["null", "null", "application/json", "INVALID_PAYLOAD"],
    ["XML", '<?xml version="1.0"?><Error><Code>SlowDown</Code></Error>', "application/xml", "MISMATCH"],
    ["OpenReview's refusal", '{"name":"ChallengeRequiredError","message":"…"}', "application/json", "CHALLENGE"],
    ["an object with a name", '{"name":"ChallengeRequired"}', "", "fine"],
  ])("%s", (_what, body, type, code) => {
    expect(json(body, type)).toBe(code);
  });

  it("comes back read", () => {
    expect(checkJson(answer('\uFEFF{"a":[1]}'), "test")).toEqual({ a: [1] });
  });
});

describe("XML", () => {
  const feed = `<?xml version="1.0"?>\n<!-- made by hand --><feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>`;
  it.each<Row>([
    ...BOTH,
    ["a feed", feed, "", "fine"],
    ["a feed that says it is a page", `${feed}\n`, "text/html", "fine"],
    ["a feed with a comment behind it", `${feed}\n<!-- 12 ms -->\n`, "", "fine"],
    ["a feed with a prefix", '<a:feed xmlns:a="x"></a:feed>', "", "fine"],
    ["a feed without children", '<feed xmlns="x"/>', "", "fine"],
    ["a feed without its last character", feed.slice(0, -1), "", "TRUNCATED"],
    ["a feed cut exactly behind an entry", feed.slice(0, -"</feed>".length), "", "TRUNCATED"],
    ["a feed cut in an attribute", feed.slice(0, 60), "", "TRUNCATED"],
    ["a feed cut in its declaration", feed.slice(0, 9), "", "TRUNCATED"],
    ["a feed cut behind its declaration", feed.slice(0, 22), "", "TRUNCATED"],
    ["another document", "<OAI-PMH><error/></OAI-PMH>", "", "MISMATCH"],
    ["JSON", '{"a":1}', "", "MISMATCH"],
    ["XHTML", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "application/xml", "HTML"],
  ])("%s", (_what, body, type, code) => {
    expect(xml(body, type)).toBe(code);
  });
});

it("never repeats the body in its message, and says whose answer it was", () => {
  const secret = "do-not-print-this";
  for (const body of [`<html>${secret}</html>`, `{"${secret}":`, `${secret}`, `<${secret}></${secret}>`, `<feed>${secret}`]) {
    for (const check of [() => checkJson(answer(body), "test"), () => checkXml(answer(body), "test", ["feed"])]) {
      const error = expectError(check);
      expect(error.message).not.toContain(secret);
      expect(error).toMatchObject({ source: "test", url: "https://upstream.test/a", status: 200, disposition: "retry" });
    }
  }
});

function expectError(check: () => unknown): InvalidPayloadError {
  try {
    check();
  } catch (error) {
    if (error instanceof InvalidPayloadError) return error;
  }
  throw new Error("the body was accepted");
}

it("reads long bodies in time that grows with their length", () => {
  const blanks = `<feed>${" ".repeat(2_000_000)}x`;
  const started = performance.now();
  expect(xml(blanks)).toBe("TRUNCATED");
  expect(json(`["${"\\\\".repeat(1_000_000)}`)).toBe("TRUNCATED");
  expect(xml(`<!--${"-".repeat(1_000_000)}`)).toBe("TRUNCATED");
  expect(performance.now() - started).toBeLessThan(2_000);
});
