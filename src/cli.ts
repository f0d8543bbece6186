#!/usr/bin/env node
/** The command line; the only place that knows the registry of sources. */
import { adapters } from "../adapters/index.ts";
import { EXIT } from "./cli/failure.ts";
import { run } from "./cli/program.ts";
import { environment } from "./config.ts";

/** Longest time from being asked to stop to the end. */
const STOP_MS = 9000;

/** Asked once: stops in order. Asked again, or when that takes too long: ends at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.failed);
    controller.abort();
    setTimeout(() => process.exit(EXIT.success), STOP_MS).unref();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return controller.signal;
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", () => undefined);
const exit = await run(process.argv.slice(2), {
  adapters,
  environment,
  print: (text) => void process.stdout.write(text),
  note: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  signal: stopSignal(),
});
process.stdout.write("", () => process.stderr.write("", () => process.exit(exit)));
