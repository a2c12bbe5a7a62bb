import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { environmentError } from "../../src/base/environment-error.ts";
import { styleFor } from "../report/text/style.ts";
import { command } from "../command-line/command.ts";
import { environmentTrouble } from "../command-line/environment-error.ts";
import { interruption } from "../command-line/interrupt.ts";
import { checks } from "./checks.ts";
import type { DoctorCheck } from "./check.ts";
import type { ScratchOutcome } from "./scratch.ts";

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
  for (const check of checks) {
    const { works, detail, fix = check.fix } = await outcomeOf(check, interrupted);
    results.push({ name: check.name, required: check.required, works, detail, ...(works ? {} : { fix }) });
    if (json) continue;
    const sign = works ? style.green("✔") : check.required ? style.red("✘") : style.yellow("–");
    say(`${sign} ${check.name.padEnd(34)} ${detail}`);
    if (!works) say(asTyped(`  ${check.required ? style.bold(`to fix: ${fix}`) : fix}`));
  }
  const missing = results.filter(({ works, required }) => required && !works);
  if (json) say(JSON.stringify({ ready: missing.length === 0, checks: results }, null, 2));
  else say(missing.length === 0 ? "the laboratory is ready" : `${missing.length} to fix`);
  return missing.length === 0 ? 0 : 1;
}

/** An error of the environment is a result, not a failure of the doctor. */
async function outcomeOf(check: DoctorCheck, interrupted: AbortSignal): Promise<ScratchOutcome> {
  try {
    const outcome = await check.try(interrupted);
    // A Ctrl-C also reaches the program being tried, which then fails.
    interrupted.throwIfAborted();
    return outcome;
  } catch (error) {
    const detail = environmentError(error)?.message ?? environmentTrouble(error);
    if (detail === undefined) throw error;
    return { works: false, detail };
  }
}
