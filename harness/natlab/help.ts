import { natlabCommands, ownCommands } from "./commands.ts";

/** `natlab --help`. */
export function natlabHelp(): string {
  const summaries = Object.entries(natlabCommands).map(([name, { summary }]) => [name, summary] as const);
  const rows = [...summaries, ...Object.entries(ownCommands)];
  return `natlab COMMAND [options]

Tests peer-to-peer programs across NATs that are proven by measurement. Scenarios of this folder (or of the nearest above
with a natlab.config.ts) come first, then those that the package brings; reports go into this folder.

${rows.map(([name, summary]) => `  ${name.padEnd(12)}${summary}`).join("\n")}

Examples:
  npx natlab scenario symmetric-vs-cone     the main scenario
  npx natlab scenario --list                all scenarios
  npx natlab scenario any-program --node alice='./peer' --node bob='./peer'
  npx natlab COMMAND --help                 a command's options

  --version     the version
`;
}
