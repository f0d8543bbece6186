/** Deliberately broken adapters: each breaks one rule of the kit and keeps all others. */
import type { SourceAdapter } from "../../../src/contract/index.ts";
import type { AdapterOptions } from "../subject.ts";

/** One fault. */
export interface Broken {
  /** The rule that finds it; no other rule may. */
  readonly rule: number;
  /** What is wrong, as a test's name. */
  readonly fault: string;
  readonly adapter: SourceAdapter;
  /** Files over those of the toy's folder: path in the folder, content. */
  readonly files?: Readonly<Record<string, string>>;
  /** Over the toy's own options. */
  readonly options?: AdapterOptions;
}
