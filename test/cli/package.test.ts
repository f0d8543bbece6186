/** What `npm start` and `npx papergraph` run. */
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";

const { bin, scripts } = JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8")) as {
  bin: Record<string, string>;
  scripts: Record<string, string>;
};
const built = bin["papergraph"] ?? "";

test("the command is the built command line, and so is what npm starts", () => {
  expect(readFileSync(new URL(built.replace(/^dist\//, "").replace(/\.js$/, ".ts"), packageRoot), "utf8")).toMatch(
    /^#!\/usr\/bin\/env node\n/,
  );
  expect(scripts["start"]).toBe(`node ${built} serve`);
  expect(scripts["prepare"]).toBe("npm run build");
});

// npm makes a command executable when it links it, but not again when it is rebuilt.
test.skipIf(!existsSync(new URL(built, packageRoot)))("the built command may be run", () => {
  expect(() => accessSync(new URL(built, packageRoot), constants.X_OK)).not.toThrow();
});
