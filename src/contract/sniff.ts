/**
 * Whether a body is what was asked for, judged by its first and last characters before anybody parses it. Every upstream
 * can answer 200 with a web page, with half a document or with nothing. Messages never repeat a body. Pure.
 */

import type { Exchange } from "./adapter.ts";
import { type InvalidPayloadCode, InvalidPayloadError } from "./errors.ts";

/** How much of a page is searched for the words of a challenge. */
const SEARCHED = 65_536;
/** Pages that ask whether we are a person: Anubis, Cloudflare, DDoS-Guard, and plain captchas. */
const CHALLENGE =
  /making sure you(?:'|’|&#0?39;|&rsquo;)?\s*re not a (?:bot|robot)|\banubis\b|<title>\s*just a moment|challenge-platform|cf-chl|attention required! \| cloudflare|ddos-guard|captcha|verify(?:ing)? (?:that )?you are (?:a )?human|are you (?:a )?(?:human|robot)/i;
const PAGE = /^(?:<!doctype html|<html[\s>]|<head[\s>]|<body[\s>])/i;
const IGNORED_BEFORE_ROOT = /\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!doctype[^>[]*(?:\[[^\]]*\]\s*)?>/iy;

/**
 * The value of a JSON body, an object or a list.
 * @throws {InvalidPayloadError} when the body is empty, a web page, a challenge, cut short, or no JSON
 */
export function checkJson(exchange: Exchange, source: string): object {
  const body = withoutMark(exchange.body);
  if (body === "") throw refusal(exchange, source, "ERR_SOURCE_EMPTY_ANSWER", "is empty");
  if (!/^[[{]/.test(body)) throw notAsked(exchange, source, body, "JSON");
  let value: object;
  try {
    value = JSON.parse(body) as object;
  } catch {
    if (isCutJson(body)) throw refusal(exchange, source, "ERR_SOURCE_TRUNCATED", "breaks off before its JSON is closed");
    throw refusal(exchange, source, "ERR_SOURCE_INVALID_PAYLOAD", "is not well-formed JSON");
  }
  // OpenReview and others refuse programs in JSON: {"name":"ChallengeRequiredError",…}.
  if ("name" in value && typeof value.name === "string" && /^Challenge\w*Error$/.test(value.name)) {
    throw refusal(exchange, source, "ERR_SOURCE_CHALLENGE", "asks whether we are a person");
  }
  return value;
}

/**
 * Looks at an XML body from outside: its root, and whether that is closed. What lies between is the parser's affair.
 * @param roots local names of roots that are answers
 * @throws {InvalidPayloadError} when the body is empty, a web page, a challenge, cut short, no XML, or another document
 */
export function checkXml(exchange: Exchange, source: string, roots: readonly string[]): void {
  const body = withoutMark(exchange.body);
  if (body === "") throw refusal(exchange, source, "ERR_SOURCE_EMPTY_ANSWER", "is empty");
  if (!body.startsWith("<")) throw notAsked(exchange, source, body, "XML");
  if (isPage(body)) throw notAsked(exchange, source, body, "XML");
  const start = rootStart(body);
  const name = /^<([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)(?=[\s/>])/.exec(body.slice(start, start + 300))?.[1];
  if (name === undefined) throw refusal(exchange, source, "ERR_SOURCE_TRUNCATED", "breaks off before its root element");
  const local = name.slice(name.indexOf(":") + 1);
  if (/^html$/i.test(local)) throw notAsked(exchange, source, body, "XML");
  if (!isClosed(body, start, name)) {
    throw refusal(exchange, source, "ERR_SOURCE_TRUNCATED", `breaks off before its <${name}> is closed`);
  }
  if (!roots.includes(local))
    throw refusal(exchange, source, "ERR_SOURCE_MISMATCH", `is not a document of <${roots.join("> or <")}>`);
}

/** An {@link InvalidPayloadError} about an exchange. @param what follows on "The answer" */
export function refusal(
  { request, status }: Exchange,
  source: string,
  code: InvalidPayloadCode,
  what: string,
  cause?: unknown,
): InvalidPayloadError {
  return new InvalidPayloadError(`The answer ${what}`, {
    ...{ source, url: request.url, status, code },
    ...(cause !== undefined && { cause }),
  });
}

function withoutMark(body: string): string {
  return body.replace(/^\uFEFF/, "").trim();
}

function isPage(body: string): boolean {
  return PAGE.test(body.slice(rootStart(body), rootStart(body) + 100)) || /^<!doctype html/i.test(body);
}

/** A body that begins as nothing that was asked for. */
function notAsked(exchange: Exchange, source: string, body: string, wanted: string): InvalidPayloadError {
  const isHtml = isPage(body) || /\bhtml\b/i.test(exchange.headers["content-type"] ?? "");
  if (isHtml && CHALLENGE.test(body.slice(0, SEARCHED))) {
    return refusal(exchange, source, "ERR_SOURCE_CHALLENGE", "is a page that asks whether we are a person");
  }
  if (isHtml) return refusal(exchange, source, "ERR_SOURCE_HTML", `is a web page, not ${wanted}`);
  if (body.startsWith("<")) return refusal(exchange, source, "ERR_SOURCE_MISMATCH", `is XML, not ${wanted}`);
  if (/^[[{]/.test(body)) return refusal(exchange, source, "ERR_SOURCE_MISMATCH", `is JSON, not ${wanted}`);
  return refusal(exchange, source, "ERR_SOURCE_INVALID_PAYLOAD", `is text, not ${wanted}`);
}

/** Whether a text that is no JSON would need more characters to become some: a string or a bracket is open at its end. */
function isCutJson(body: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < body.length; at += 1) {
    const sign = body.charAt(at);
    if (isInText) {
      if (sign === "\\") at += 1;
      else if (sign === '"') isInText = false;
    } else if (sign === '"') isInText = true;
    else if (sign === "[" || sign === "{") depth += 1;
    else if (sign === "]" || sign === "}") depth -= 1;
  }
  return isInText || depth > 0;
}

/** Where the root element begins; the body's length when nothing but declarations and comments is there. */
function rootStart(body: string): number {
  let at = 0;
  for (;;) {
    IGNORED_BEFORE_ROOT.lastIndex = at;
    const found = IGNORED_BEFORE_ROOT.exec(body);
    if (found === null) return at;
    at += found[0].length;
  }
}

function isClosed(body: string, start: number, name: string): boolean {
  let end = body;
  while (end.endsWith("-->") && end.includes("<!--")) end = end.slice(0, end.lastIndexOf("<!--")).trimEnd();
  const closing = /<\/([^<>\s]+)\s*>$/.exec(end.slice(-400))?.[1];
  if (closing !== undefined) return closing === name;
  return end.endsWith("/>") && !end.slice(start + 1).includes("<");
}
