/**
 * docs/scenario-reference.md, made from the declarations and doc comments that a scenario's author meets. To write it:
 *
 *     npx tsx ci/reference-doc.ts > docs/scenario-reference.md
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describeNat } from "../harness/topology/nat/nat.ts";
import { presets, type Preset } from "../harness/topology/nat/presets.ts";
import { presets6 } from "../harness/topology/nat/presets-ipv6.ts";
import type { Scenario } from "../harness/story/scenario.ts";
import { exportsOf, type Declaration, type DeclaredMember } from "./reference/declarations.ts";

const top = join(import.meta.dirname, "..");

export async function referenceDoc(): Promise<string> {
  const networks = names("topologies").map((name) => `topologies/${name}.ts`);
  const all = exportsOf(["harness/index.ts", ...networks]);
  const get = (name: string): Declaration => {
    const found = all.get("harness/index.ts")?.get(name);
    if (found === undefined) throw new Error(`harness/index.ts does not export ${name}`);
    return found;
  };
  const table = (name: string) => members(get(name));
  return [
    introduction,
    section("A scenario", get("scenario").text, table("Scenario"), await listOfScenarios()),
    section("Verbs of a host", get("Actor").text, table("Actor"), "Options of `startNode`:", table("NodeOptions"), "Its `n2n`:", table("N2nNodeOptions"), "Options of `startHelper`:", table("HelperOptions"), "Its `n2n`:", table("N2nHelperOptions"), "Options of `start`:", table("ProgramOptions")), // prettier-ignore
    section("Verbs of a router", get("RouterActor").text, table("RouterActor")),
    section("Checks", get("Check").text, table("Check"), `A path is ${inCode(get("Path").signature)}.`),
    section("Networks", builders(get), "Options of `topology`, its third argument:", table("NetworkOptions"), "Options of `host`:", table("HostOptions"), "Options of `router`:", table("RouterOptions"), "Options of a cable (`link`), each direction:", table("ImpairmentSpec")), // prettier-ignore
    section("Ready-made networks", "Functions in `topologies/`.", listOfTopologies(networks.map((network) => [network, all.get(network)!]))), // prettier-ignore
    section("NATs by name", "For `router({ nat: NAME })`, topology files, `npm run lab` and `--build ROUTER=NAME`.", presetTable(presets), "For `router({ ipv6: NAME })`:", presetTable(presets6)), // prettier-ignore
    section("Knobs of a NAT", "A NAT is a value: `{ ...presets.home.nat, idle: duration(\"30s\") }` is another one. What realises and proves each knob is in [nat-model](nat-model.md).", table("Translation"), "Of a router that does not translate:", table("NoNat"), "Of its firewall:", table("Firewall"), "Types of the knobs:", aliases(get, "Dependence", "PortAllocation", "Refresh", "Change"), fields(get, "PortRange", "Pooling", "Egress")), // prettier-ignore
  ].join("\n");
}

const introduction = `# Scenario reference

Everything that a scenario can use. Generated from the declarations in \`harness/\` by \`ci/reference-doc.ts\`; do not edit.
How to write one: [CONTRIBUTING](../CONTRIBUTING.md#a-scenario-of-your-own). All of it is imported from
\`harness/index.ts\`; \`npm run docs:api\` makes browsable pages of the same declarations.
`;

const section = (title: string, ...parts: readonly string[]): string => `## ${title}\n\n${parts.join("\n\n")}\n`;

/** Angle brackets and bars would be HTML and columns. */
const inCell = (text: string): string => text.replaceAll("|", "\\|");
const inCode = (text: string): string => `\`${text}\``;

function members({ members: all }: Declaration): string {
  const rows = all.map(({ signature, text }) => [inCode(brief(signature)), text]);
  return tableOf(["", "what it does"], rows);
}

/** Every verb and check is awaited and resolves to nothing, but for one. */
const brief = (signature: string): string => signature.replace(/: Promise<void>$/, "").replace(/readonly /g, "");

function builders(get: (name: string) => Declaration): string {
  return ["topology", "router", "host"].map((name) => `- ${inCode(`${name}(…)`)}: ${get(name).text}`).join("\n");
}

const aliases = (get: (name: string) => Declaration, ...names: readonly string[]): string =>
  names.map((name) => `- ${inCode(name)}: ${inCode(brief(get(name).signature))}. ${get(name).text}`).join("\n");

const fields = (get: (name: string) => Declaration, ...names: readonly string[]): string =>
  names
    .map((name) => {
      const said = ({ signature, text }: DeclaredMember) => `${inCode(brief(signature))}${text === "" ? "" : ` (${text.replace(/\.$/, "")})`}`; // prettier-ignore
      return `- ${inCode(name)}: ${get(name).members.map(said).join(", ")}. ${get(name).text}`.trimEnd();
    })
    .join("\n");

function presetTable(all: Readonly<Record<string, Preset>>): string {
  const rows = Object.entries(all).map(([name, { nat, imitates, source }]) => [inCode(name), describeNat(nat), imitates, source]); // prettier-ignore
  return tableOf(["name", "behaves as", "imitates", "source"], rows);
}

async function listOfScenarios(): Promise<string> {
  const rows = await Promise.all(
    names("scenarios").map(async (name) => {
      const url = pathToFileURL(join(top, "scenarios", `${name}.ts`)).href;
      const { default: it } = (await import(url)) as { default: Scenario };
      return [`[${name}](../scenarios/${name}.ts)`, String(Object.keys(it.cases).length), it.claim];
    }),
  );
  return `All scenarios (\`npm run scenario -- --list\` shows their cases):\n\n${tableOf(["scenario", "cases", "claim"], rows)}`;
}

/** Their other exports, without a comment, are the parameters. */
function listOfTopologies(files: readonly (readonly [string, ReadonlyMap<string, Declaration>])[]): string {
  const rows = files.flatMap(([file, exported]) =>
    // The default is what a network is by hand.
    [...exported.values()]
      .filter(({ name, text }) => name !== "default" && text !== "")
      .map(({ name, text }) => [`[${name}](../${file})`, text]),
  );
  return tableOf(["function", "network"], rows);
}

const names = (folder: string): readonly string[] =>
  readdirSync(join(top, folder))
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => path.replace(/\.ts$/, ""))
    .sort();

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(inCell).join(" | ")} |`).join("\n");

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.stdout.write(await referenceDoc());
