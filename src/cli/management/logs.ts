import { spawnSync } from "node:child_process";
import { ConfigError } from "../../base/config-error.ts";
import { EnvironmentError } from "../../base/environment-error.ts";
import { Options } from "../options/options.ts";
import { optionHelp, type OptionTable } from "../options/table.ts";
import { values } from "../options/values.ts";
import { exitCodes } from "../program.ts";
import { version } from "../version.ts";

const table = {
  follow: { short: "f", long: "follow", takes: "flag", help: "stay, and show what is logged from now on" },
  lines: { short: "n", long: "lines", takes: "value", value: "N", help: "how many of the last lines (50)" },
  session: { long: "session", takes: "flag", help: "NAME is a session of n3n" },
  version: { short: "V", long: "version", takes: "flag", help: "the version" },
  help: { short: "h", long: "help", takes: "flag", help: "this text" },
} as const satisfies OptionTable;

const usage = `what a daemon of this machine has logged, from the system's journal

  logs          the unit without a name
  logs NAME     the unit of /etc/n2n/…-NAME.conf
`;

/** Tunable. */
const tuned = { lines: 50, most: 100_000 } as const;

/** `edge logs`, `supernode logs`. Throws ConfigError, or EnvironmentError if there is no journal. */
export function runLogs(argv: readonly string[], daemon: "edge" | "supernode"): number {
  const asked = journalArguments(argv, daemon);
  if (typeof asked === "string") {
    process.stdout.write(asked);
    return exitCodes.ok;
  }
  const { error, status, signal } = spawnSync("journalctl", asked, { stdio: "inherit" });
  if (error !== undefined) {
    const where = "where there is no systemd, a daemon logs to /dev/log, or to standard error if that is a file";
    throw new EnvironmentError(`cannot start journalctl: ${(error as NodeJS.ErrnoException).code}; ${where}`);
  }
  // Ctrl-C is how one leaves what follows.
  return signal === "SIGINT" ? exitCodes.ok : (status ?? exitCodes.broken);
}

/** The arguments of journalctl(1); a text = the answer, with nothing to start. Throws ConfigError. */
export function journalArguments(argv: readonly string[], daemon: "edge" | "supernode"): readonly string[] | string {
  const names = argv.filter((word, at) => !word.startsWith("-") && !takesNext(argv[at - 1]));
  const given = new Options(
    table,
    argv.filter((word) => !names.includes(word)),
  );
  if (given.has("version")) return `${version}\n`;
  if (given.has("help")) return `${daemon} logs: ${usage}\n${optionHelp(table)}\n`;
  const [name, ...more] = names;
  if (more.length > 0) throw new ConfigError(`logs takes one name: give ${name} or ${more.join(" or ")}`);
  if (name !== undefined && !/^[\w:.@-]+$/.test(name)) throw new ConfigError(`"${name}" is not the name of a unit`);
  const isSession = given.has("session");
  if (isSession && name === undefined) throw new ConfigError(`--session needs a name: ${daemon} logs --session NAME`);
  const lines = given.one("lines", (option, text) => values.whole(option, text, 1, tuned.most)) ?? tuned.lines;
  const unit = name === undefined ? daemon : `${daemon}${isSession ? "-session" : ""}@${name}`;
  return [`--unit=${unit}.service`, `--lines=${lines}`, ...(given.has("follow") ? ["--follow"] : ["--no-pager"])];
}

const takesNext = (word: string | undefined): boolean => word === "-n" || word === "--lines";
