/** Which requests are GraphQL requests: GET, and POST of JSON. There are no cookies, so nothing else needs guarding. */
import type { Plugin } from "graphql-yoga";
import { codedError } from "../schema/errors.ts";

/** Refuses other media types with a code, and JSON that cannot be read in an address. */
export function httpPlugin(): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (request.method === "POST" && !isJson(request.headers.get("content-type"))) {
        throw codedError("UNSUPPORTED_MEDIA_TYPE", "Send the request as application/json.", 415);
      }
      if (request.method !== "GET" || !requestParser) return;
      setRequestParser(async (got) => {
        try {
          return await requestParser(got);
        } catch {
          throw codedError("BAD_USER_INPUT", "`variables` and `extensions` in the address must be JSON.", 400);
        }
      });
    },
  };
}

function isJson(contentType: string | null): boolean {
  return /^application\/json\s*(?:;|$)/i.test(contentType ?? "");
}
