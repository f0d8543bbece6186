/** XML as text in, plain values out; refuses what is not whole. Pure. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { checkXml, type Exchange, type InvalidPayloadCode, type InvalidPayloadError, refusal } from "../../src/contract/index.ts";

/**
 * Elements become properties (prefixes dropped), attributes `@_name`, text `#text`. Nothing is trimmed (an abstract marks
 * paragraphs by blanks), nothing is turned into a number (`0704.0010` is an id), character references are read.
 */
const parser = new XMLParser({
  ignoreAttributes: false,
  removeNSPrefix: true,
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  htmlEntities: true,
});

/**
 * The document of an answer, as nested plain values.
 * @throws {InvalidPayloadError} when the body is not well-formed XML with this root: HTML, cut short, empty
 */
export function parseXml(exchange: Exchange, root: string): unknown {
  checkXml(exchange, "arxiv", [root]);
  const body = exchange.body.replace(/^\uFEFF/, "").trimStart();
  // The parser closes what was left open; only the validator notices what is missing inside.
  const verdict = XMLValidator.validate(body);
  if (verdict !== true) throw invalid(exchange, `is not well-formed XML (line ${verdict.err.line}, ${verdict.err.code})`);
  try {
    return parser.parse(body);
  } catch (cause) {
    throw refusal(exchange, "arxiv", "ERR_SOURCE_INVALID_PAYLOAD", "is not well-formed XML", cause);
  }
}

/** The error of a body that is no answer to its request. @param what follows on "The answer" */
export function invalid(
  exchange: Exchange,
  what: string,
  code: InvalidPayloadCode = "ERR_SOURCE_INVALID_PAYLOAD",
): InvalidPayloadError {
  return refusal(exchange, "arxiv", code, what);
}
