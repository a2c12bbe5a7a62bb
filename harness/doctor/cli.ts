import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { styleFor } from "../report/text/style.ts";
import { command } from "../command-line/command.ts";
import { interruption } from "../command-line/interrupt.ts";
import { checks } from "./checks.ts";
import { examine } from "./examine.ts";

const help = `npm run doctor [-- --json]

Tries everything that the laboratory needs, in namespaces that vanish afterwards, and prints the command that fixes
whatever is missing. Exit code: 0 nothing is missing, 1 something required is missing.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

await command(async () => {
  const interrupted = interruption();
  return main(process.argv.slice(2), interrupted);
});

async function main(args: readonly string[], interrupted: AbortSignal): Promise<number> {
  const unknown = args.find((arg) => !["--json", "--help", "-h"].includes(arg));
  if (unknown !== undefined) throw new ConfigError(`unknown option ${unknown}; the options are --json and --help`);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(asTyped(help));
    return 0;
  }
  const json = args.includes("--json");
  const style = styleFor(process.stdout, process.env);
  const results = [];
  for await (const examined of examine(checks, interrupted)) {
    results.push(examined);
    if (json) continue;
    const { name, required, works, tried, detail, fix } = examined;
    const sign = works ? style.green("✔") : !tried || !required ? style.yellow("–") : style.red("✘");
    say(`${sign} ${name.padEnd(34)} ${detail}`);
    if (fix !== undefined) say(asTyped(`  ${required ? style.bold(`to fix: ${fix}`) : fix}`));
  }
  const missing = results.filter(({ works, required }) => required && !works);
  if (json) say(JSON.stringify({ ready: missing.length === 0, checks: results }, null, 2));
  else say(missing.length === 0 ? "the laboratory is ready" : `${missing.filter(({ tried }) => tried).length} to fix`);
  return missing.length === 0 ? 0 : 1;
}
