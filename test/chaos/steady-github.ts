/**
 * A way to the replay server's GitHub on which two runs read the same bytes: GraphQL tells in its answers what is left of the
 * budget and until when by the machine's clock, and the archive keeps answers as they came.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** It listens. */
export interface SteadyGithub {
  readonly url: string;
  stop(): void;
}

/** @param upstream base address of the GitHub behind it */
export async function startSteadyGithub(upstream: string): Promise<SteadyGithub> {
  const server = createServer((request, response) => void pass(upstream, request, response).catch(() => response.destroy()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Rejects where the upstream's connection is cut; the asker's then is, too. */
async function pass(upstream: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
  const answer = await fetch(`${upstream}${request.url ?? ""}`, {
    method: request.method ?? "GET",
    headers: headers as Record<string, string>,
    redirect: "manual",
    ...(parts.length > 0 ? { body: Buffer.concat(parts) } : {}),
  });
  const body = steady(await answer.text());
  const kept = [...answer.headers].filter(
    ([name]) => !["connection", "keep-alive", "content-length", "transfer-encoding"].includes(name),
  );
  response.writeHead(answer.status, Object.fromEntries(kept));
  response.end(body);
}

function steady(body: string): string {
  return body.replace(/("rateLimit":\{[^}]*\})/, (text) =>
    text.replace(/"(remaining|used)":\d+/g, '"$1":1').replace(/"resetAt":"[^"]*"/, '"resetAt":"2026-01-01T00:00:00Z"'),
  );
}
