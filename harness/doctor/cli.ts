import { styleFor } from "../report/style.ts";
import { checks } from "./checks.ts";

const help = `npm run doctor [-- --json]

Tries everything that the laboratory needs, in namespaces that vanish afterwards, and prints the line that mends what is
missing. Exit code: 0 all there, 1 something required is missing.
`;

const args = process.argv.slice(2);
const unknown = args.find((arg) => !["--json", "--help", "-h"].includes(arg));
if (unknown !== undefined) {
  process.stderr.write(`doctor: unknown option ${unknown}; there is --json and --help\n`);
  process.exit(64);
}
if (args.includes("--help") || args.includes("-h")) {
  process.stdout.write(help);
  process.exit(0);
}

const style = styleFor(process.stdout, process.env);
const json = args.includes("--json");
const results = [];
for (const check of checks) {
  const { works, detail } = await check.try();
  results.push({ name: check.name, required: check.required, works, detail, ...(works ? {} : { mend: check.mend }) });
  if (json) continue;
  const sign = works ? style.green("✔") : check.required ? style.red("✘") : style.yellow("–");
  process.stdout.write(`${sign} ${check.name.padEnd(34)} ${detail}\n`);
  if (!works) process.stdout.write(`  ${check.required ? style.bold(`mend: ${check.mend}`) : check.mend}\n`);
}

const missing = results.filter(({ works, required }) => required && !works);
if (json) process.stdout.write(`${JSON.stringify({ ready: missing.length === 0, checks: results }, null, 2)}\n`);
else process.stdout.write(missing.length === 0 ? "the laboratory is ready\n" : `${missing.length} thing(s) to mend\n`);
process.exit(missing.length === 0 ? 0 : 1);
