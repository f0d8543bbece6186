/** The registry: every source, in the order in which runs and tables show them. */
import type { SourceAdapter } from "../src/contract/index.ts";
import { arxiv } from "./arxiv/index.ts";
import { github } from "./github/index.ts";
import { huggingface } from "./huggingface/index.ts";

/** To add a source: its folder, and one line here. */
export const adapters: readonly SourceAdapter[] = [arxiv, huggingface, github];
