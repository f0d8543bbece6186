/** Which texts name a repository on GitHub. */
import { canonicalIdentifier, type Identifier, type IdentifierRule } from "../../src/contract/index.ts";

const REPOSITORY_URL = /^(?:git\+)?(?:(?:https?|git):\/\/)?(?:www\.)?github\.com\/([^/?#\s]+)\/([^/?#\s]+)(?:[/?#]\S*)?$/i;
/** First path parts that are pages of GitHub itself, never an owner. */
const NOT_OWNERS = new Set(
  "about apps codespaces collections contact customer-stories enterprise events explore features issues join login marketplace new notifications orgs organizations pricing pulls readme search security settings site sponsors stars team topics trending users".split(
    " ",
  ),
);

function parse(text: string): Identifier | null {
  const [, owner, name] = REPOSITORY_URL.exec(text.trim()) ?? [];
  if (owner === undefined || name === undefined || NOT_OWNERS.has(owner.toLowerCase())) return null;
  const bare = name.replace(/\.git$/i, "");
  return /^\.*$/.test(bare) ? null : canonicalIdentifier("github-name", `${owner}/${bare}`);
}

/** A repository by its name: any address of a page of it, with or without a scheme in front. */
export const repositoryPages: IdentifierRule = {
  scheme: "github-name",
  parse,
  accepts: {
    "https://github.com/openai/gpt-2": "openai/gpt-2",
    "http://www.github.com/OpenAI/GPT-2/": "openai/gpt-2",
    "github.com/hub4j/github-api": "hub4j/github-api",
    "https://github.com/hub4j/github-api.git": "hub4j/github-api",
    "git+https://github.com/hub4j/github-api.git": "hub4j/github-api",
    "https://github.com/microsoft/unilm/tree/master/kosmos-2.5": "microsoft/unilm",
    "https://github.com/hub4j/github-api?tab=readme-ov-file#readme": "hub4j/github-api",
  },
  rejects: [
    "https://github.com/speakleash",
    "https://github.com/orgs/hub4j/repositories",
    "https://github.com/topics/diffusion/",
    "https://gist.github.com/octocat/6cad326836d38bd3a7ae",
    "https://hub4j.github.io/github-api/",
    "https://gitlab.com/hub4j/github-api",
    "https://notgithub.com/hub4j/github-api",
    "hub4j/github-api",
    "https://github.com/hub4j/..",
  ],
};
