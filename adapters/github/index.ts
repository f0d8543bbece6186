/** GitHub. */
import { defineAdapter } from "../../src/contract/index.ts";
import { repositoryPages } from "./identify.ts";
import { rate } from "./rate.ts";
import { repositories } from "./repositories.ts";
import { starHistory } from "./star-history.ts";

/** Repositories linked to papers, with stars and forks. */
export const github = defineAdapter({
  id: "github",
  name: "GitHub",
  references: {
    homepage: "https://github.com",
    api: "https://docs.github.com/en/rest/repos/repos#get-a-repository",
    rateLimits: "https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api",
    terms: "https://docs.github.com/en/site-policy/github-terms/github-terms-of-service",
    changelog: "https://github.blog/changelog/",
  },
  normalizerVersion: 2,
  rate,
  settings: [
    {
      name: "GITHUB_URL",
      kind: "url",
      default: "https://api.github.com",
      purpose: "Base address of GitHub's REST API; GraphQL is at `/graphql` under it",
    },
    {
      name: "GITHUB_TOKEN",
      kind: "secret",
      purpose:
        "Token without any scope; raises the budget from 60 requests an hour to 5,000 and allows batches of 100 repositories",
    },
    {
      name: "GITHUB_STAR_HISTORY",
      kind: "text",
      default: "0",
      purpose: "Repositories of which an hour's run asks for the stars by day, a request each, every one once a week; 0: none",
    },
  ],
  identifies: [repositoryPages],
  streams: { repositories, "star-history": starHistory },
});
