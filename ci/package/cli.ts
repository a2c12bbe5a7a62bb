import { join, resolve } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import { command } from "../../harness/command-line/command.ts";
import { architectures, type Architecture } from "./fetch-runtime.ts";
import { releaseOf, writePackages } from "./packages.ts";

const help = `npm run package -- [--out DIR] [--architecture amd64|arm64]

Makes Debian packages of the daemons (n2n-natlab-edge, n2n-natlab-supernode, and n2n-natlab-runtime with the Node.js that they
need, for each architecture), an npm package of the daemons, and SHA256SUMS. Needs dpkg-deb and npm's registry.

  --out DIR              folder to write them to (dist/packages)
  --architecture NAME    only this one; may be repeated (amd64, arm64)

Builds are reproducible: all times are SOURCE_DATE_EPOCH, or that of the last commit. DEBFULLNAME and DEBEMAIL name the
maintainer.

Exit code: 0, 64 usage, 69 dpkg-deb or the registry is missing, 74 a file cannot be written.
`;

const namesOfArchitectures = Object.keys(architectures) as Architecture[];

await command(() => {
  const words = process.argv.slice(2);
  if (words.includes("--help") || words.includes("-h")) {
    process.stdout.write(help);
    return 0;
  }
  const top = resolve(import.meta.dirname, "../..");
  const given = parsed(words);
  const out = resolve(given.out ?? join(top, "dist/packages"));
  const say = (line: string) => process.stdout.write(`${join(given.out ?? "dist/packages", line)}\n`);
  const wanted = given.architectures.length > 0 ? given.architectures : namesOfArchitectures;
  writePackages({ top, out, release: releaseOf(top, process.env), compression: "xz", architectures: wanted, say });
  say("SHA256SUMS");
  return 0;
});

function parsed(words: readonly string[]): {
  readonly out: string | undefined;
  readonly architectures: Architecture[];
} {
  const found = { out: undefined as string | undefined, architectures: [] as Architecture[] };
  const left = words.flatMap((word) => (/^--\w+=/.test(word) ? word.split(/=(.*)/s, 2) : [word]));
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word !== "--out" && word !== "--architecture")
      throw new ConfigError(`no option ${word}: there are --out and --architecture`);
    const value = left.shift();
    if (!value) throw new ConfigError(`${word} needs a value`);
    if (word === "--out") found.out = value;
    else if (Object.hasOwn(architectures, value)) found.architectures.push(value as Architecture);
    else throw new ConfigError(`--architecture ${value} is not one: give ${namesOfArchitectures.join(" or ")}`);
  }
  return found;
}
