/** The query that GraphiQL opens with: found papers, newest first, as the README explains it. */
export const DEFAULT_QUERY = `# Found papers, newest first: each with title, abstract, "N authors" or an organisation, its day, votes and comments.
# Press Ctrl-Enter to run it; Ctrl-Space offers what else can be asked.
query FoundPapers($text: String = "reasoning", $from: Date = "2024-01-01", $to: Date, $after: String) {
  papers(
    filter: { text: $text, listedOn: { gte: $from, lte: $to } }
    orderBy: { by: LISTED_ON, direction: DESC }
    first: 20
    after: $after
  ) {
    totalCount
    nodes {
      title
      abstract
      authorships(first: 3) {
        totalCount
        nodes {
          nameAsPrinted
        }
      }
      organizations {
        organization {
          name
        }
      }
      listings {
        day
      }
      upvotes
      commentCount
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;
