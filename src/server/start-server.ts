/** The HTTP server. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Database } from "../db/client.ts";
import { type ApiOptions, createYogaServer } from "./create-yoga-server.ts";

/** What to serve, and where. `port` 0: any free one. */
export interface ServerOptions extends Omit<ApiOptions, "sql" | "isOpen"> {
  readonly database: Database;
  readonly host: string;
  readonly port: number;
}

/** A server that listens. */
export interface RunningServer {
  /** Where GraphQL is asked, `http://…/graphql`. */
  readonly url: string;
  readonly port: number;
  /** Takes no further requests, lets those under way finish for up to ten seconds, and ends. The database stays open. */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;

/** @throws {Error} with the system's code (`EADDRINUSE`, `EACCES`) when the port cannot be had */
export async function startServer({ database, host, port, ...options }: ServerOptions): Promise<RunningServer> {
  let isOpen = true;
  const yoga = createYogaServer({ ...options, sql: database.sql, isOpen: () => isOpen });
  const server = createServer(
    { headersTimeout: 20_000, requestTimeout: 60_000, keepAliveTimeout: 5_000, maxHeaderSize: 32_768 },
    (request, response) => {
      // Its own promise settles after the answer; failures are answered, not thrown.
      void yoga(request, response);
    },
  );
  server.listen(port, host);
  await once(server, "listening");
  const bound = (server.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}/graphql`,
    port: bound,
    close: () => {
      isOpen = false;
      closing ??= drain(server).then(async () => await yoga.dispose());
      return closing;
    },
  };
}

async function drain(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  // A kept-alive connection whose last answer is still being written becomes idle only afterwards.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(force);
}
