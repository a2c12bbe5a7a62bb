import { printableJson } from "../../base/byte-text.ts";
import { ConfigError } from "../../base/config-error.ts";
import { optionHelp, type OptionTable } from "../options/table.ts";
import { Options } from "../options/options.ts";
import { Broken, exitCodes } from "../program.ts";
import { askOnLine } from "./line.ts";
import { type StatusStyle, styleOf } from "./status-style.ts";
import { values } from "../options/values.ts";
import { version } from "../version.ts";

export type StatusRow = Readonly<Record<string, string | number>>;
export type StatusRows = Readonly<Record<string, readonly StatusRow[]>>;

export interface StatusProgram {
  /** The daemon's default management port. */
  readonly port: number;
  /** Its requests, in order. */
  readonly methods: readonly string[];
  /** The text for people. */
  text(rows: StatusRows, now: number, style: StatusStyle): string;
}

/** Tunable: a daemon on this machine answers at once, or not at all; in milliseconds. */
const tuned = { patience: 2000 } as const;

const table = {
  port: { short: "t", takes: "value", value: "PORT", help: "the daemon's management port" },
  json: { long: "json", takes: "flag", help: "as JSON, for programs" },
  version: { short: "V", long: "version", takes: "flag", help: "the version" },
  help: { short: "h", long: "help", takes: "flag", help: "this text" },
} as const satisfies OptionTable;

/** Which daemon to ask, and how to print; an exit code if only help or version was asked for. */
export function statusOptions(
  argv: readonly string[],
  what: string,
): { readonly port: number | undefined; readonly json: boolean } | number {
  const given = new Options(table, argv);
  if (!given.has("help") && !given.has("version"))
    return { port: given.one("port", values.port), json: given.has("json") };
  process.stdout.write(given.has("help") ? `${what}\n\n${optionHelp(table)}\n` : `${version}\n`);
  return exitCodes.ok;
}

/** Asks the daemon on this machine over its management port, and prints the answer. */
export async function runStatus(argv: readonly string[], program: StatusProgram): Promise<number> {
  const options = statusOptions(argv, "status of the daemon on this machine");
  if (typeof options === "number") return options;
  const port = options.port ?? program.port;
  const rows: Record<string, readonly StatusRow[]> = {};
  for (const method of program.methods) rows[method] = await ask(port, method);
  const text = options.json
    ? printableJson(rows, 2) + "\n"
    : program.text(rows, Date.now() / 1000, styleOf(process.stdout, process.env));
  process.stdout.write(text);
  return exitCodes.ok;
}

/**
 * The rows of one answer. `change`: the request changes something. Rejects with Broken if there is no answer, or if it
 * is an error.
 */
export async function ask(
  port: number,
  method: string,
  change: { readonly value?: string; readonly password?: string } = {},
): Promise<readonly StatusRow[]> {
  const tag = Math.floor(Math.random() * 1e9).toString(36);
  const rows: StatusRow[] = [];
  let line: Promise<Disposable> | undefined;
  let patience: NodeJS.Timeout | undefined;
  try {
    return await new Promise<readonly StatusRow[]>((resolve, reject) => {
      const silent = () => reject(new Broken(`no answer from 127.0.0.1:${port}; is the daemon running, with this -t?`));
      patience = setTimeout(silent, tuned.patience);
      const heard = (text: string) => {
        const answer = parse(text);
        if (answer === undefined) return reject(stranger());
        const { _tag, _type, ...row } = answer;
        if (_tag !== tag) return;
        patience?.refresh();
        if (_type === "row") rows.push(row);
        else if (_type === "error") reject(new Broken(`the daemon refused ${method}: ${row["error"]}`));
        else if (_type === "end") resolve(rows);
      };
      line = askOnLine(port, requestLine(tag, method, change), { heard, silent });
      line.catch(reject);
    });
  } finally {
    clearTimeout(patience);
    (await line)?.[Symbol.dispose]();
  }
}

function requestLine(
  tag: string,
  method: string,
  { value, password }: { readonly value?: string; readonly password?: string },
): string {
  const head = password === undefined ? `r ${tag}` : `w ${tag}:1:${password}`;
  return [head, method, ...(value === undefined ? [] : [value])].join(" ");
}

const stranger = () =>
  new ConfigError("the program that answers there is not an n2n daemon; give the daemon's port with -t");

/** Undefined = not a JSON object. */
function parse(text: string): StatusRow | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null ? (answer as StatusRow) : undefined;
  } catch {
    return undefined;
  }
}
