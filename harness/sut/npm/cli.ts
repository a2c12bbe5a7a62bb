import { ConfigError } from "../../../src/base/config-error.ts";
import { command } from "../../command-line/command.ts";
import { installNpmSystem, isCurrent, npmSystems, type NpmSystem } from "./installed.ts";

const help = `npm run systems -- --setup [NAME…] | --list

Installs peer-to-peer libraries of the npm registry into .systems/, so that --sut NAME can run them. Nothing else is
installed, and no script of theirs is run. Names: ${npmSystems.join(", ")}; without a name, all.

  --setup   install what is missing or has another version than is needed
  --list    what is installed
`;

await command(() => main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg.startsWith("-") && !["--setup", "--list", "--help", "-h"].includes(arg));
  if (unknown !== undefined) throw new ConfigError(`unknown option ${unknown}; see npm run systems -- --help`);
  if (args.includes("--help") || args.includes("-h")) return say(help.trimEnd());
  if (args.includes("--setup") === args.includes("--list"))
    throw new ConfigError("say --setup or --list; see npm run systems -- --help");
  const names = args.filter((arg) => !arg.startsWith("-")).map(known);
  const wanted = names.length === 0 ? npmSystems : names;
  return args.includes("--list") ? list(wanted) : setUp(wanted);
}

async function list(names: readonly NpmSystem[]): Promise<number> {
  for (const name of names) say(`${name.padEnd(10)} ${(await isCurrent(name)) ? "installed" : "not installed"}`);
  return 0;
}

async function setUp(names: readonly NpmSystem[]): Promise<number> {
  for (const name of names) {
    if (await isCurrent(name)) say(`${name} is installed`);
    else {
      await installNpmSystem(name);
      say(`installed ${name}`);
    }
  }
  return 0;
}

function known(name: string): NpmSystem {
  const found = npmSystems.find((one) => one === name);
  if (found === undefined) throw new ConfigError(`no system "${name}": choose from ${npmSystems.join(", ")}`);
  return found;
}

function say(text: string): 0 {
  process.stdout.write(`${text}\n`);
  return 0;
}
