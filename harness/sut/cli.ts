import { installDebianPackages } from "../../ci/bootstrap/debian-packages.mjs";
import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { EnvironmentError } from "../../src/base/environment-error.ts";
import { command } from "../command-line/command.ts";
import { nearNames } from "../command-line/near.ts";
import type { SystemUnderTest } from "./contract.ts";
import { notAvailable, whyNotAvailable } from "./not-available.ts";
import { installNpmSystem } from "./npm/installed.ts";
import { registry } from "./registry.ts";
import { setUp } from "./set-up.ts";
import { widthOf, wrapped } from "../report/text/wrap.ts";

const help = `npm run systems -- --setup [NAME…] | --list [NAME…]

Installs or lists the programs that --sut knows: Debian packages with apt-get (without root unpacked into .systems/),
libraries from the npm registry into .systems/, without running their scripts. Names: ${Object.keys(registry).join(", ")};
without a name, all that can be installed.

  --setup   install what is missing or has the wrong version
  --list    show what is installed, with its version, and how to install the rest; without a name, also
            which programs have no adapter, and why

Example: npm run systems -- --setup tinc nebula hyperdht
Exit code: 0 everything is installed, 64 usage, 69 something cannot be installed.
`;

await command(() => main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg.startsWith("-") && !["--setup", "--list", "--help", "-h"].includes(arg));
  if (unknown !== undefined) throw new ConfigError(`unknown option ${unknown}; see npm run systems -- --help`);
  if (args.includes("--help") || args.includes("-h")) return say(asTyped(help).trimEnd());
  if (args.includes("--setup") === args.includes("--list"))
    throw new ConfigError("give --setup or --list; see npm run systems -- --help");
  const named = args.filter((arg) => !arg.startsWith("-")).map(known);
  if (args.includes("--list")) return named.length === 0 ? listAll() : list(named);
  const wanted = named.length === 0 ? Object.values(registry).filter(({ install }) => install !== undefined) : named;
  const lacking = await setUp(wanted, bring, say);
  if (lacking.length > 0) throw new EnvironmentError(`not installed: ${lacking.join("; ")}`);
  return 0;
}

async function listAll(): Promise<number> {
  await list(Object.values(registry));
  for (const { names, why } of notAvailable) say(fitted(`no adapter for ${names.join(", ")}: ${why}`, 2));
  return 0;
}

async function list(systems: readonly SystemUnderTest[]): Promise<number> {
  for (const { name, system } of await lookedUp(systems))
    say(
      fitted(
        `${name.padEnd(13)} ${"missing" in system ? `not installed: ${system.missing}` : `${system.version}, ${system.source}`}`,
        14,
      ),
    );
  return 0;
}

/** For the terminal's width; lines after the first begin with `hanging` spaces. */
function fitted(text: string, hanging: number): string {
  return wrapped(text, widthOf(process.stdout), hanging).join("\n");
}

function lookedUp(systems: readonly SystemUnderTest[]) {
  return Promise.all(systems.map(async (one) => ({ name: one.name, system: await one.find() })));
}

async function bring({ install = {} }: SystemUnderTest): Promise<void> {
  if (install.debian !== undefined) {
    const trouble = installDebianPackages(install.debian, say);
    if (trouble !== undefined) throw new EnvironmentError(trouble);
  }
  if (install.npm !== undefined) {
    say(`installing ${install.npm} from the npm registry`);
    await installNpmSystem(install.npm);
  }
}

function known(name: string): SystemUnderTest {
  const found = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (found !== undefined) return found;
  const why = whyNotAvailable(name);
  if (why !== undefined) throw new ConfigError(`there is no adapter for ${name}: ${why}`);
  const near = nearNames(name, Object.keys(registry));
  const hint =
    near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose from ${Object.keys(registry).join(", ")}`;
  throw new ConfigError(`no system "${name}": ${hint}`);
}

function say(text: string): 0 {
  process.stdout.write(`${text}\n`);
  return 0;
}
