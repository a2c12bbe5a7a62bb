import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { ConfigError } from "../../src/base/config-error.ts";
import { Lab } from "../lab/lab.ts";
import type { ProofDepth } from "../lab/probe-place.ts";
import { LabError } from "../lab/lab-error.ts";
import { compareNat } from "../nat/proof.ts";
import { NftError } from "../nftables-json/nft-error.ts";
import { describeEvent } from "../topology/event.ts";
import { describeNat } from "../topology/nat.ts";
import { NetworkState } from "../topology/network-state.ts";
import { command } from "./command.ts";
import { handHelp, parseHandCommand, type HandCommand } from "./hand-command.ts";
import { handTopology } from "./hand-topology.ts";
import { LabEvents } from "./lab-events.ts";
import { longestLifetime, proveNats } from "./lab-proof.ts";
import { rulesetsOf } from "./rulesets.ts";

const help = `npm run lab -- NAT [NAT …] | SCENARIO/CASE | FILE.json

Builds a laboratory and asks what shall happen to it. Ctrl-D takes everything down.

  npm run lab -- symmetric port-restricted      two homes with these NATs, alice and bob in them, sn on the internet
  npm run lab -- roaming/to-symmetric           the network of a scenario's case
  echo "flush homeA" | npm run lab -- home      reads verbs from a file as well

Verbs
${handHelp()}
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const words = process.argv.slice(2);

if (words.includes("--help") || words.includes("-h") || words.length === 0) say(help);
else {
  await command(async () => {
    await atPrompt(new NetworkState(await handTopology(words), 1));
    return 0;
  });
}

async function atPrompt(state: NetworkState): Promise<void> {
  const { topology, addresses } = state;
  await using lab = await Lab.build({ topology, addresses, rulesets: rulesetsOf(state), seed: 1 });
  const events = new LabEvents(lab, state);
  say(`${nodesText(lab, state)}\n"help" lists the verbs`);
  const input = createInterface({ input: process.stdin, output: process.stdout, prompt: "lab> " });
  if (process.stdin.isTTY) input.prompt();
  for await (const line of input) {
    try {
      const command = parseHandCommand(line);
      if (command?.is === "quit") break;
      input.pause();
      if (command !== undefined) await obey(command, lab, events, state);
      input.resume();
    } catch (error) {
      if (!isExpected(error)) throw error;
      say(error.message);
    }
    if (process.stdin.isTTY) input.prompt();
  }
}

async function obey(command: HandCommand, lab: Lab, events: LabEvents, state: NetworkState): Promise<void> {
  switch (command.is) {
    case "event":
      await events.happen(command.event);
      return say(describeEvent(command.event));
    case "run": {
      const { code, stdout, stderr } = await lab.exec(command.node, command.argv);
      return say(`${stdout}${stderr}${code === 0 ? "" : `exit code ${code}`}`.trimEnd());
    }
    case "shell":
      return shell(command.node, lab);
    case "measure":
      for (const { router, declared, measured, family } of await measureAll(lab, events, state, command.depth)) {
        const differences = compareNat(declared, measured);
        say(
          `${router}${family === undefined ? "" : ` (${family})`}: ${describeNat(declared)}, ${differences.length === 0 ? "as measured" : differences.join("; ")}`,
        );
      }
      return;
    case "nodes":
      return say(nodesText(lab, state));
    case "help":
      return say(handHelp());
    case "quit":
      return;
  }
}

async function measureAll(lab: Lab, events: LabEvents, state: NetworkState, depth: ProofDepth) {
  const proofs = await proveNats(lab, state, Date.now() % 65_536, { depth, longest: longestLifetime });
  if (depth === "full") await events.forgetMappings();
  return proofs;
}

function shell(node: string, lab: Lab): void {
  if (!lab.plan.nodes.some(({ name }) => name === node)) throw new ConfigError(`there is no node ${node}`);
  const init = readFileSync(`/proc/${lab.pid}/task/${lab.pid}/children`, "latin1").trim().split(" ")[0]!;
  const inside = ["-t", init, "-m", "-p", "-n", "ip", "netns", "exec", node, process.env["SHELL"] ?? "/bin/sh"];
  spawnSync("nsenter", inside, { stdio: "inherit", env: { ...process.env, PS1: `${node}$ ` } });
}

function nodesText(lab: Lab, state: NetworkState): string {
  const { interfaces } = state.addresses;
  return lab.plan.nodes
    .filter(({ role }) => role !== "switch")
    .map(({ name, role }) => {
      const own = interfaces.filter((it) => it.node === name && it.addresses.length > 0);
      const addresses = own.map((it) => `${it.name} ${it.addresses.map(({ address }) => address).join(" ")}`);
      const nat = state.routers.get(name)?.declared;
      return `  ${name.padEnd(12)} ${role.padEnd(6)} ${addresses.join(", ")}${nat === undefined ? "" : `   ${describeNat(nat)}`}`;
    })
    .join("\n");
}

function isExpected(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof LabError || error instanceof NftError;
}
