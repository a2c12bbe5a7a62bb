import { byteLength } from "../base/byte-text.ts";
import { ConfigError } from "../base/config-error.ts";
import { federationLine, userLine } from "./keygen-lines.ts";
import { runTool } from "./run-tool.ts";

const help = `npm run -s keygen -- USER PASSWORD      prints a user's line for the supernode's community list
npm run -s keygen -- -F FEDERATION      prints the option with the federation's public key for an edge

Prints the same lines as n2n-keygen. Start the edge with -I USER -J PASSWORD -P KEY.

Examples:
  npm run -s keygen -- logan 007
  * logan nHWum+r42k1qDXdIeH-WFKeylK5UyLStRzxofRNAgpG

  npm run -s keygen -- -F secretFed
  -P opIyaWhWjKLJSNOHNpKnGmelhHWRqkmY5pAx7lbDHp4

Exit code: 0, 64 usage.
`;

/** Lengths to which the programs cut names (fact sheet §9.2), while keys are derived from the whole names. */
const kept = { user: 15, federation: 17 } as const;

await runTool("keygen", help, ([first, second, ...more]) => {
  if (first?.startsWith("--") === true) throw new ConfigError(`no option ${first}; --help lists them`);
  if (first === undefined || second === undefined || more.length > 0) {
    throw new ConfigError("give USER PASSWORD, or -F FEDERATION; --help shows examples");
  }
  if (first === "-F") {
    warn("federation", second.replace(/^\*/, ""));
    process.stdout.write(`${federationLine(second.replace(/^\*/, ""))}\n`);
  } else {
    warn("user", first);
    process.stdout.write(`${userLine(first, second)}\n`);
  }
  return 0;
});

function warn(what: keyof typeof kept, name: string): void {
  if (byteLength(name) <= kept[what]) return;
  process.stderr.write(`keygen: the programs keep ${kept[what]} bytes of a ${what}'s name; this key will never fit\n`);
}
