/** The registry: every source, in the order in which runs and tables show them. */
import type { SourceAdapter } from "../src/contract/index.ts";
import { arxiv } from "./arxiv/index.ts";
import { crossref } from "./crossref/index.ts";
import { github } from "./github/index.ts";
import { huggingface } from "./huggingface/index.ts";
import { openalex } from "./openalex/index.ts";
import { semanticScholar } from "./semantic-scholar/index.ts";

/** To add a source: its folder, and one line here. */
export const adapters: readonly SourceAdapter[] = [arxiv, huggingface, github, crossref, openalex, semanticScholar];
