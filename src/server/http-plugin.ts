/** Which requests are GraphQL requests: GET, and POST of JSON. There are no cookies, so nothing else needs guarding. */
import type { Plugin } from "graphql-yoga";
import { codedError } from "../schema/errors.ts";

/** Whatever page asks, it may read the answer: there are no cookies and nothing is private. */
const OPEN = { "access-control-allow-origin": "*", "access-control-expose-headers": "etag, retry-after" };
const PREFLIGHT = {
  ...OPEN,
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "*",
  "access-control-max-age": "86400",
};

/** CORS with a plain `*`, which caches can share; yoga's own repeats the asker's origin. */
export function corsPlugin(): Plugin {
  return {
    onRequest({ request, fetchAPI, endResponse }) {
      if (request.method === "OPTIONS") endResponse(new fetchAPI.Response(null, { status: 204, headers: PREFLIGHT }));
    },
    onResponse({ response }) {
      for (const [name, value] of Object.entries(OPEN)) response.headers.set(name, value);
    },
  };
}

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
