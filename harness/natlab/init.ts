import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import { makeFolder } from "../run/make-folder.ts";

const config = `import { defineConfig } from "n2n-natlab";

export default defineConfig({
  scenarios: "scenarios",
  topologies: "topologies",
  reports: "reports",
});
`;

const scenario = `import { nat, scenario, type Nat } from "n2n-natlab";
import { twoHomes } from "n2n-natlab/topologies/two-homes";

type Case = { natA: Nat; natB: Nat; path: "direct" | "relayed" };

const cases: Record<string, Case> = {
  homes: { natA: nat.portRestricted, natB: nat.portRestricted, path: "direct" },
  symmetric: { natA: nat.symmetric, natB: nat.symmetric, path: "relayed" },
};

export default scenario("first", {
  claim: "Two peers reach each other behind home routers, directly where their NATs allow it.",
  cases,
  net: ({ natA, natB }) => twoHomes({ natA, natB, linkA: { delay: "10ms" }, linkB: { delay: "10ms" } }),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { path }, check) {
    await sn.startHelper();
    await Promise.all([alice.startNode(), bob.startNode()]);

    await check.ping(alice, bob, { within: "10s" });
    await check.path(alice, bob, path, { within: "30s" });
  },
});
`;

/** Written by `init`, relative to the folder. */
const files: Readonly<Record<string, string>> = { "natlab.config.ts": config, "scenarios/first.ts": scenario };

/** What `init` would create in the folder; relative to it. */
export const writtenByInit = (folder: string): readonly string[] =>
  [...new Set(Object.keys(files).flatMap((name) => [dirname(name), name]))].filter(
    (path) => !existsSync(join(folder, path)),
  );

/** Writes a configuration and a first scenario into the folder; returns what to do next. Throws ConfigError rather than overwrite. */
export async function init(folder: string): Promise<string> {
  const there = Object.keys(files).find((name) => existsSync(join(folder, name)));
  if (there !== undefined) throw new ConfigError(`${there} exists already; nothing was written`);
  await makeFolder(join(folder, "scenarios"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return `wrote ${Object.keys(files).join(" and ")}

  npx natlab scenario first --world sim     in milliseconds, simulated
  npx natlab scenario first                 in the laboratory

Reports go into reports/; add it to .gitignore.`;
}
