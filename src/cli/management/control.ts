import { printableJson } from "../../base/byte-text.ts";
import { ConfigError } from "../../base/config-error.ts";
import { Options } from "../options/options.ts";
import { optionHelp, type OptionTable } from "../options/table.ts";
import { values } from "../options/values.ts";
import { exitCodes } from "../program.ts";
import { version } from "../version.ts";
import { refuseStranger } from "./ask-daemon.ts";
import { ask } from "./status.ts";

const table = {
  port: { short: "t", takes: "value", value: "PORT", help: "the daemon's management port" },
  version: { short: "V", long: "version", takes: "flag", help: "the version" },
  help: { short: "h", long: "help", takes: "flag", help: "this text" },
} as const satisfies OptionTable;

const usage = `one request to the daemon on this machine, and its answer as JSON

  ctl help                       what it can be asked
  ctl METHOD                     read something: info, edges, problems, …
  ctl METHOD VALUE               change something: verbose 3
  ctl stop | reload_communities  these change something too

The password is N2N_MANAGEMENT_PASSWORD, if the daemon has one of its own.
`;

/** Methods that change something and take no value. */
const commands: ReadonlySet<string> = new Set(["stop", "reload_communities"]);

/** `edge ctl`, `supernode ctl`. Rejects with ConfigError or Broken. */
export async function runControl(
  argv: readonly string[],
  defaultPort: number,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const words = argv.filter((_, at) => !isOption(argv, at));
  const given = new Options(
    table,
    argv.filter((_, at) => isOption(argv, at)),
  );
  if (given.has("version")) process.stdout.write(`${version}\n`);
  if (given.has("help") || (words.length === 0 && !given.has("version")))
    process.stdout.write(`${usage}\n${optionHelp(table)}\n`);
  if (given.has("help") || given.has("version")) return exitCodes.ok;
  const request = controlRequest(words, env["N2N_MANAGEMENT_PASSWORD"]);
  const port = given.one("port", values.port) ?? defaultPort;
  if (request.password !== undefined) refuseStranger(port);
  const rows = await ask(port, request.method, request);
  process.stdout.write(`${printableJson(rows, 2)}\n`);
  return exitCodes.ok;
}

/** `-t` takes the next word. */
const isOption = (argv: readonly string[], at: number): boolean =>
  argv[at]!.startsWith("-") || (at > 0 && argv[at - 1] === "-t");

export interface ControlRequest {
  readonly method: string;
  readonly value?: string;
  /** Present if something is to change. */
  readonly password?: string;
}

/** Throws ConfigError: the words travel in one line, in which blanks separate them. */
export function controlRequest(words: readonly string[], password: string | undefined): ControlRequest {
  const [method, value, ...more] = words;
  if (method === undefined) throw new ConfigError("ctl needs a method; ctl help lists them");
  if (!/^[a-z_.]{1,40}$/.test(method)) throw new ConfigError(`"${method}" is no method; ctl help lists them`);
  if (more.length > 0 || (value !== undefined && !/^[\w.:-]{1,100}$/.test(value)))
    throw new ConfigError("a method takes one value at most: letters, digits, dots and dashes");
  const changes = value !== undefined || commands.has(method);
  if (password !== undefined && /[\s\0]/.test(password))
    throw new ConfigError("N2N_MANAGEMENT_PASSWORD contains a blank, which no request can carry");
  return { method, ...(value !== undefined && { value }), ...(changes && { password: password ?? publicPassword }) };
}

/** Serves root and the user who started the daemon (fact sheet §13). */
const publicPassword = "n2n";
