/** XML as text in, plain values out; refuses what is not whole. Pure. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { type Exchange, InvalidPayloadError } from "../../src/contract/index.ts";

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
  const body = exchange.body.trimStart();
  // The parser closes what was left open; only the validator notices a body that was cut short.
  const verdict = XMLValidator.validate(body);
  if (verdict !== true) throw invalid(exchange, `is not well-formed XML: ${verdict.err.msg} (line ${verdict.err.line})`);
  let document: unknown;
  try {
    document = parser.parse(body);
  } catch (cause) {
    throw invalid(exchange, "is not well-formed XML", cause);
  }
  if (typeof document !== "object" || document === null || !(root in document))
    throw invalid(exchange, `is not a document of <${root}>`);
  return document;
}

/** The error of a body that is no answer to its request. @param what follows on "The answer" */
export function invalid({ request, status }: Exchange, what: string, cause?: unknown): InvalidPayloadError {
  return new InvalidPayloadError(`The answer ${what}`, {
    source: "arxiv",
    url: request.url,
    status,
    ...(cause !== undefined && { cause }),
  });
}
