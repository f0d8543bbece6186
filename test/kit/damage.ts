/** What a body becomes when something between us and the upstream goes wrong, and the code that names it. */
import type { InvalidPayloadCode } from "../../src/contract/index.ts";
import { emptiedAgainstItsCounts } from "./emptied.ts";

/** A page that an upstream or a proxy shows to people. */
export const HTML_PAGE = `<!DOCTYPE html>
<html lang="en"><head><title>Service</title></head><body><h1>Welcome</h1><p>Sign in to go on.</p></body></html>`;

/** A page that wants to know whether we are a person. */
export const CHALLENGE_PAGE = `<!doctype html>
<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1><p>This takes a few seconds.</p></body></html>`;

/** One way in which a body is no answer. */
export interface DamagedBody {
  /** Follows on "a body that is …". */
  readonly what: string;
  readonly body: string;
  readonly code: InvalidPayloadCode;
}

/** Every damage that can be done to a body without knowing what it means. */
export function damagedBodies(body: string): DamagedBody[] {
  const whole = body.trimEnd();
  const cut = (what: string, length: number): DamagedBody => {
    const rest = whole.slice(0, length);
    return { what, body: rest, code: rest.trim() === "" ? "ERR_SOURCE_EMPTY_ANSWER" : "ERR_SOURCE_TRUNCATED" };
  };
  const emptied = emptiedAgainstItsCounts(body);
  return [
    ...[0.25, 0.5, 0.75].map((part) => cut(`cut at ${part * 100} %`, Math.floor(whole.length * part))),
    cut("cut before its last character", whole.length - 1),
    { what: "empty", body: "", code: "ERR_SOURCE_EMPTY_ANSWER" },
    { what: "an HTML page", body: HTML_PAGE, code: "ERR_SOURCE_HTML" },
    { what: "a challenge", body: CHALLENGE_PAGE, code: "ERR_SOURCE_CHALLENGE" },
    ...(emptied === null
      ? []
      : [{ what: "without records, against its own counts", body: emptied, code: "ERR_SOURCE_EMPTY_ANSWER" } as const]),
  ];
}
