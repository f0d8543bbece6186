// The one rule that Biome does not have: it misses a dropped drizzle query, a lazy thenable that then never runs.
import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";

export default [
  {
    files: ["src/**/*.ts", "adapters/**/*.ts"],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL("..", import.meta.url)) },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: { "@typescript-eslint/no-floating-promises": ["error", { checkThenables: true }] },
  },
];
