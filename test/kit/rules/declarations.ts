/** Rules 1, 2, 3 and 15: what an adapter declares, and what lies in its folder. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fixtureText } from "../fixture.ts";
import { filesOf, registryOf } from "../subject.ts";
import { demand, type Rule } from "./rule.ts";

const REQUIRED_HEADINGS = ["terms", "limits", "quirks", "fields"] as const;

/** Rule 1. */
export const ruleIdentity: Rule = {
  number: 1,
  title: "id is the folder's name, the registry lists it, README has its headings, references are https",
  run: async (subject) => {
    const { adapter, folder, folderName } = subject;
    demand(adapter.id === folderName, `the adapter's id is "${adapter.id}", its folder is "${folderName}"`);
    demand(adapter.name.trim() !== "", `${adapter.id}: name is empty`);
    const version = adapter.normalizerVersion;
    demand(
      Number.isInteger(version) && version >= 1,
      `${adapter.id}: normalizerVersion is ${version}, not a whole number from 1`,
    );
    const registered = (await registryOf(subject)).filter(({ id }) => id === adapter.id).length;
    demand(registered === 1, `${adapter.id} is listed ${registered} times in adapters/index.ts, not once`);
    demand(filesOf(subject).own.includes("README.md"), `${adapter.id}: README.md is missing`);
    const headings = readFileSync(join(folder, "README.md"), "utf8")
      .split("\n")
      .filter((line) => /^#{2,3} /.test(line))
      .join("\n")
      .toLowerCase();
    for (const word of REQUIRED_HEADINGS)
      demand(headings.includes(word), `${adapter.id}: README.md has no heading with "${word}"`);
    const { attribution, ...addresses } = adapter.references;
    const isShown = attribution === undefined || readFileSync(join(folder, "README.md"), "utf8").includes(attribution);
    demand(isShown, `${adapter.id}: README.md does not show the words that references.attribution declares`);
    for (const [name, url] of Object.entries(addresses)) {
      demand(
        URL.canParse(url) && new URL(url).protocol === "https:",
        `${adapter.id}: references.${name} is not an https URL: ${url}`,
      );
    }
    for (const { name, purpose, kind, default: value } of adapter.settings) {
      demand(/^[A-Z][A-Z\d_]*$/.test(name), `${adapter.id}: setting "${name}" is not written like an environment variable`);
      demand(purpose.trim() !== "", `${adapter.id}: setting ${name} has no purpose`);
      demand(
        kind !== "url" || (value !== undefined && URL.canParse(value)),
        `${adapter.id}: setting ${name} has no URL as default`,
      );
      demand(kind !== "secret" || value === undefined, `${adapter.id}: secret ${name} has a default`);
    }
  },
};

/** Rule 2. */
export const ruleFixturesNamed: Rule = {
  number: 2,
  title: "every fixture is named by an example, and every named fixture exists",
  run: async (subject) => {
    const { adapter, streams } = subject;
    const present = filesOf(subject).fixtures;
    const examples = streams.flatMap(([, { examples: own }]) => own);
    const exchanges = new Set(examples.flatMap((example) => example.exchanges));
    const golden = examples.map((example) => example.records);
    for (const file of exchanges)
      demand(file.endsWith(".http.json"), `${adapter.id}: exchange "${file}" is not named *.http.json`);
    for (const file of golden)
      demand(file.endsWith(".records.json"), `${adapter.id}: golden records "${file}" are not named *.records.json`);
    demand(new Set(golden).size === golden.length, `${adapter.id}: two examples share one file of golden records`);
    for (const file of [...exchanges, ...golden])
      demand(present.includes(file), `${adapter.id}: fixtures/${file} is named but does not exist`);
    for (const file of present) {
      demand(exchanges.has(file) || golden.includes(file), `${adapter.id}: fixtures/${file} is named by no example`);
    }
  },
};

/** Rule 3. */
export const ruleExamples: Rule = {
  number: 3,
  title: "every stream has examples that say why they are kept, and can be driven",
  run: async (subject) => {
    const { adapter, streams } = subject;
    demand(streams.length > 0, `${adapter.id} has no stream`);
    for (const [name, stream] of streams) {
      const where = `${adapter.id}/${name}`;
      const names = stream.examples.map((example) => example.name);
      demand(names.length > 0, `${where} has no example`);
      demand(new Set(names).size === names.length, `${where}: two examples share a name`);
      for (const { name: example, because, exchanges } of stream.examples) {
        demand(because.trim() !== "", `${where}, example "${example}" does not say why it is kept`);
        demand(exchanges.length > 0, `${where}, example "${example}" has no exchange`);
      }
      // What a user brings as a file is driven by nobody.
      if (stream.file) continue;
      const runs = subject.runs().filter((run) => run.stream === name).length;
      demand(runs > 0, `${where} is disabled in every run of the test; give describeAdapter a run with settings that enable it`);
    }
  },
};

const SECRETS: readonly (readonly [string, RegExp])[] = [
  ["an e-mail address", /[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)+/i],
  ["a GitHub token", /\bgh[pousr]_\w{16,}|\bgithub_pat_\w{16,}/],
  ["a Hugging Face token", /\bhf_[A-Za-z\d]{16,}/],
  ["an API key", /\bsk-[\w-]{16,}|\bAKIA[A-Z\d]{16}\b|\bxox[abp]-[\w-]{10,}/],
  ["a JSON web token", /\beyJ[\w-]{10,}\.[\w-]{10,}\./],
  ["credentials", /\bBearer\s+[\w.~+/-]{8,}|\bBasic\s+[A-Za-z\d+/]{16,}=*|[?&](?:api_key|access_token|token)=\w/i],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a header that may hold a secret", /"(?:authorization|cookie|set-cookie|proxy-authorization)"\s*:/i],
];

/** Rule 15. */
export const ruleNoSecrets: Rule = {
  number: 15,
  title: "fixtures hold no token-like strings and no e-mail addresses",
  run: async (subject) => {
    for (const file of filesOf(subject).fixtures) {
      const text = fixtureText(subject.folder, file);
      for (const [what, pattern] of SECRETS) {
        const found = pattern.exec(text)?.[0];
        demand(found === undefined, `${subject.adapter.id}: fixtures/${file} holds ${what}: ${found?.slice(0, 24)}`);
      }
    }
  },
};
