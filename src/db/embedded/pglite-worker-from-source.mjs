// Only for running from the sources (development, tests): tsx does nothing in threads by itself. Not part of the build.
import { register } from "tsx/esm/api";

register();
await import("./pglite-worker.ts");
