/** Who may import whom (src/README.md has the same table in words). Checked by `npm run check`; test/architecture.test.ts plants a violation of each rule. */
const { builtinModules } = require("node:module");

/** What each folder of `src/` may import beside itself; everything not named is forbidden. */
const layers = {
  contract: [],
  claims: ["src/contract/"],
  db: ["src/contract/", "src/log.ts", "src/package-root.ts"],
  ranking: ["src/contract/", "src/db/"],
  ingest: ["src/contract/", "src/claims/", "src/ranking/", "src/db/", "src/clock.ts", "src/log.ts", "src/config.ts"],
  starter: ["src/contract/", "src/db/", "src/ingest/", "src/package-root.ts"],
  loaders: ["src/contract/", "src/claims/", "src/ranking/", "src/db/"],
  schema: ["src/contract/", "src/claims/", "src/ranking/", "src/loaders/", "src/db/"],
  server: [
    "src/contract/",
    "src/ranking/",
    "src/loaders/",
    "src/schema/",
    "src/db/",
    "src/clock.ts",
    "src/log.ts",
    "src/config.ts",
    "src/package-root.ts",
  ],
};

const tests = "\\.test\\.ts$";
const ours = "^(src|adapters|test)/";
const literally = (path) => path.replaceAll(".", "\\.");

const layerRules = Object.entries(layers).map(([folder, allowed]) => ({
  name: `layer-${folder}`,
  comment: `src/${folder} may import ${[...allowed, "itself"].join(", ")} and nothing else of ours`,
  severity: "error",
  from: { path: `^src/${folder}/`, pathNot: tests },
  to: { path: ours, pathNot: [`^src/${folder}/`, ...allowed.map((path) => `^${literally(path)}`)] },
}));

/** Which npm packages belong to which folders: everything else reaches them through those folders. */
const packages = [
  {
    name: "driver-in-db",
    package: "(postgres|@electric-sql/[^/]+)",
    why: "the database is opened in src/db; others take `Database` or the type `Sql`",
    in: "^src/db/",
    allowsTypes: true,
  },
  {
    name: "web-in-server",
    package: "(graphql-yoga|@graphql-yoga/[^/]+|@envelop/[^/]+)",
    why: "HTTP is src/server's business",
    in: "^src/server/",
  },
  { name: "pothos-in-schema", package: "@pothos/[^/]+", why: "types are declared in src/schema", in: "^src/schema/" },
  {
    name: "terminal-in-cli",
    package: "(commander|cli-progress)",
    why: "only the command line talks to a terminal",
    in: "^src/cli(\\.ts$|/)",
  },
];

const packageRules = packages.map(({ name, package: npm, why, in: folders, allowsTypes }) => ({
  name,
  comment: why,
  severity: "error",
  from: { path: "^(src|adapters)/", pathNot: [folders, tests] },
  to: { path: `^node_modules/${npm}/`, ...(allowsTypes ? { dependencyTypesNot: ["type-only"] } : {}) },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    ...packageRules,
    {
      name: "no-circular",
      comment: "a cycle has no first file to understand",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "adapter-isolation",
      comment: "an adapter sees its own folder and src/contract/index.ts; a folder can be deleted without touching another",
      severity: "error",
      from: { path: "^adapters/([^/]+)/", pathNot: tests },
      to: { path: ours, pathNot: ["^adapters/$1/", "^src/contract/index\\.ts$"] },
    },
    {
      name: "adapter-packages",
      comment: "an adapter needs zod and an XML parser; the network comes through `context.http`",
      severity: "error",
      from: { path: "^adapters/[^/]+/", pathNot: tests },
      to: { path: "^node_modules/", pathNot: "^node_modules/(zod|fast-xml-parser)/" },
    },
    {
      name: "adapter-built-ins",
      comment: "adapters do no I/O of their own",
      severity: "error",
      from: { path: "^adapters/[^/]+/", pathNot: tests },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "pure-normalize",
      comment: "normalize is a function of the page alone: nothing it reaches may do I/O",
      severity: "error",
      from: { path: "^adapters/[^/]+/normalize\\.ts$" },
      to: { path: `^(node:)?(${builtinModules.filter((name) => !name.startsWith("_")).join("|")})$`, reachable: true },
    },
    {
      name: "contract-packages",
      comment: "src/contract imports zod and nothing else",
      severity: "error",
      from: { path: "^src/contract/", pathNot: tests },
      to: { dependencyTypesNot: ["local"], pathNot: "^node_modules/zod/" },
    },
    {
      name: "registry-in-cli",
      comment: "adapters arrive as an argument; only the command line knows the registry",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/cli(\\.ts$|/)", tests] },
      to: { path: "^adapters/" },
    },
    {
      name: "nobody-imports-cli",
      comment: "the command line is the top",
      severity: "error",
      from: { path: "^(src|adapters)/", pathNot: ["^src/cli(\\.ts$|/)", tests] },
      to: { path: "^src/cli(\\.ts$|/)" },
    },
    {
      name: "no-test-in-product",
      comment: "what ships does not need the tests",
      severity: "error",
      from: { path: "^(src|adapters)/", pathNot: tests },
      to: { path: [`^test/`, tests] },
    },
    {
      name: "not-to-dev-dep",
      comment: "what ships needs production packages only",
      severity: "error",
      // Only runs where sources run, and that takes tsx.
      from: { path: "^(src|adapters)/", pathNot: [tests, "^src/db/embedded/pglite-worker-from-source\\.mjs$"] },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "resolvable",
      comment: "an import that leads nowhere, or to a package that package.json does not name",
      severity: "error",
      from: { path: "^(src|adapters|test)/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|fixtures)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types", "default"] },
  },
};
