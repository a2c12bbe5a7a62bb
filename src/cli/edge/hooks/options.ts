import { ConfigError } from "../../../base/config-error.ts";
import type { Files } from "../../options/config-file.ts";
import type { Options } from "../../options/options.ts";
import type { OptionTable } from "../../options/table.ts";
import { type HookName, hookOption } from "./facts.ts";
import type { HookOptions } from "./hooks.ts";
import { isDomain } from "./member-name.ts";

const hookRow = (long: string, help: string) => ({ long, takes: "value", text: true, value: "PROGRAM", help }) as const;

export const hookRows = {
  onUp: hookRow("on-up", "run PROGRAM once the edge is ready; what it receives: docs/hooks.md"),
  onDown: hookRow("on-down", "run PROGRAM when the edge ends"),
  onPeer: hookRow("on-peer", "run PROGRAM when a peer becomes direct or relayed, or is gone"),
  onHosts: hookRow("on-hosts", "run PROGRAM when the file of --hosts-file has changed"),
  hooksAsRoot: {
    long: "hooks-as-root",
    takes: "flag",
    help: "run these with the rights that the edge was started with (default: those that it keeps)",
  },
  hostsFile: {
    long: "hosts-file",
    takes: "value",
    text: true,
    value: "FILE",
    help: "keep the names of members in FILE, in the form of /etc/hosts",
  },
  hostsDomain: {
    long: "hosts-domain",
    takes: "value",
    value: "DOMAIN",
    help: "domain of these names (n2n.internal)",
  },
} as const satisfies OptionTable;

/** `.internal` is set aside for private use (ICANN resolution 2024.07.29.06). */
const tuned = { domain: "n2n.internal" } as const;

/** Throws ConfigError. */
export function hookOptions<Table extends OptionTable & typeof hookRows>(
  given: Options<Table>,
  files: Files,
): HookOptions {
  const commands: Partial<Record<HookName, readonly string[]>> = {};
  for (const name of Object.keys(hookOption) as HookName[]) {
    const command = given.one(hookOption[name], program);
    if (command !== undefined) commands[name] = command;
  }
  const file = given.text("hostsFile");
  const domain = given.one("hostsDomain", domainName) ?? tuned.domain;
  if (file === undefined && commands.hosts !== undefined)
    throw new ConfigError("--on-hosts needs --hosts-file: there is nothing that could change");
  return {
    commands,
    asRoot: given.has("hooksAsRoot"),
    ...(file !== undefined && { hosts: { path: files.absolute(file), domain } }),
  };
}

/** A program and its arguments. It is not given to a shell, so characters that only a shell knows are refused. */
function program(option: string, text: string): readonly string[] {
  const words = text.split(/[ \t]+/).filter((word) => word !== "");
  if (!words[0]?.startsWith("/"))
    throw new ConfigError(`${option} ${JSON.stringify(text)} is not right: give the whole path of a program`);
  if (/["'`$|&;<>(){}*?\\~#\0\n]/.test(text))
    throw new ConfigError(`${option} ${JSON.stringify(text)} is not right: no shell reads it; put that into a script`);
  return words;
}

function domainName(option: string, text: string): string {
  const domain = text.toLowerCase();
  if (isDomain(domain)) return domain;
  throw new ConfigError(`${option} ${JSON.stringify(text)} is not right: give a domain like n2n.internal`);
}
