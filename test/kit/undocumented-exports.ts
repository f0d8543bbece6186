/** Finds exported declarations without a doc comment. */
import ts from "typescript";

/** How many declarations a file exports, and the names of those that do not say what they are. */
export interface ExportReport {
  readonly undocumented: readonly string[];
  readonly exports: number;
}

/**
 * Reads a file's own exported declarations; what it passes on from elsewhere is documented there. A comment also covers
 * the constants that follow without an empty line between, and a type taken from a documented constant (`typeof WORDS`).
 * What is declared with a `description` for the GraphQL schema says it there.
 */
export function undocumentedExports(text: string): ExportReport {
  const file = ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true);
  const documented = new Set<string>();
  const undocumented: string[] = [];
  let exports = 0;
  let isBlockDocumented = false;
  for (const statement of file.statements) {
    const names = exportedNames(statement);
    exports += names.length;
    const follows: boolean =
      isBlockDocumented &&
      ts.isVariableStatement(statement) &&
      !/\n\s*\n|\/[/*]/.test(statement.getFullText().slice(0, statement.getLeadingTriviaWidth()));
    const isDocumented: boolean =
      hasDocComment(statement, text) || follows || isTypeOf(statement, documented) || hasDescription(statement);
    isBlockDocumented = isDocumented && ts.isVariableStatement(statement);
    if (isDocumented) for (const name of names) documented.add(name);
    else undocumented.push(...names);
  }
  return { undocumented, exports };
}

function exportedNames(statement: ts.Statement): string[] {
  const kinds = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []).map(({ kind }) => kind) : [];
  if (!kinds.includes(ts.SyntaxKind.ExportKeyword)) return [];
  if (kinds.includes(ts.SyntaxKind.DefaultKeyword)) return ["default"];
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.DeclarationStatement;
  return name ? [name.getText()] : [];
}

function hasDocComment(statement: ts.Statement, text: string): boolean {
  const comments = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
  const last = comments.at(-1);
  // The comment at the top of a file says what the file is, unless it stands right above the declaration.
  return last !== undefined && text.startsWith("/**", last.pos) && !/\n\s*\n/.test(text.slice(last.end, statement.getStart()));
}

function hasDescription(statement: ts.Statement): boolean {
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.every(({ initializer }) => {
    if (!initializer || !ts.isCallExpression(initializer)) return false;
    const objects = initializer.arguments.filter((argument) => ts.isObjectLiteralExpression(argument));
    return objects.some(({ properties }) => properties.some(({ name }) => name?.getText() === "description"));
  });
}

function isTypeOf(statement: ts.Statement, documented: ReadonlySet<string>): boolean {
  if (!ts.isTypeAliasDeclaration(statement)) return false;
  const source = /\btypeof (\w+)/.exec(statement.type.getText())?.[1];
  return source !== undefined && documented.has(source);
}
