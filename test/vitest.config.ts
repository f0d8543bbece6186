import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** One suite for everything; each test file chooses its databases through `test/kit/database.ts`. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  // Pothos and yoga load graphql's CommonJS build; a test that imports graphql must get the same copy.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    include: ["{src,adapters,test}/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    restoreMocks: true,
    sequence: { shuffle: true },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { provider: "v8", include: ["src/**", "adapters/**"] },
  },
});
