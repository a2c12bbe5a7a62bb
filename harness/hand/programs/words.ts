import { parseArgs } from "node:util";
import { ConfigError } from "../../../src/base/config-error.ts";
import { registry } from "../../sut/registry.ts";
import { nearNames } from "../../command-line/near.ts";

/** What to start on a host. */
export type StartWhat =
  /** A system as scenarios start it: as one end, or as the helper that ends need. */
  | {
      readonly as: "system";
      readonly system: string;
      readonly helper: boolean;
      readonly options: { readonly address?: string; readonly port?: number; readonly peerToPeer?: false };
    }
  /** Our edge or supernode with a user's own arguments. */
  | { readonly as: "daemon"; readonly daemon: Daemon; readonly args: readonly string[] }
  /** Anything. */
  | { readonly as: "command"; readonly argv: readonly string[]; readonly folder: string };

type Daemon = "edge" | "supernode";

const isDaemon = (name: string): name is Daemon => name === "edge" || name === "supernode";

/** The words after `start HOST`, at least one. `folder`: the caller's, for `./peer`. Throws ConfigError. */
export function startWhat([name = "", ...words]: readonly string[], folder: string): StartWhat {
  if (name === "--") {
    if (words.length === 0) throw new ConfigError("start HOST -- COMMAND …: the command is missing");
    return { as: "command", argv: words, folder };
  }
  if (isDaemon(name)) {
    if (words.length > 0) return { as: "daemon", daemon: name, args: words[0] === "--" ? words.slice(1) : words };
    return { as: "system", system: "ours", helper: name === "supernode", options: {} };
  }
  if (!Object.hasOwn(registry, name)) throw new ConfigError(`start: no program ${name}; ${hint(name)}`);
  return { as: "system", system: name, ...systemOptions(name, words) };
}

function systemOptions(
  name: string,
  args: readonly string[],
): Pick<StartWhat & { as: "system" }, "helper" | "options"> {
  const { helper = false, address, port, ...values } = read(name, args);
  const number = Number(port ?? 1);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new ConfigError(`start: --port ${port}: must be a number from 1 to 65535`);
  if (helper && (address ?? port ?? values["relay-only"]) !== undefined)
    throw new ConfigError("start: --helper takes no other option");
  return {
    helper,
    options: {
      ...(address !== undefined && { address }),
      ...(port !== undefined && { port: number }),
      ...(values["relay-only"] && { peerToPeer: false }),
    },
  };
}

function read(name: string, args: readonly string[]) {
  const options = {
    helper: { type: "boolean" },
    "relay-only": { type: "boolean" },
    address: { type: "string" },
    port: { type: "string" },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    throw new ConfigError(
      `start: ${name} takes --helper, --relay-only, --address A.B.C.D/LENGTH and --port N; any other command line: start HOST -- COMMAND …`,
    );
  }
}

function hint(wanted: string): string {
  const names = ["edge", "supernode", ...Object.keys(registry)];
  const near = nearNames(wanted, names);
  const choice = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose from ${names.join(", ")}`;
  return `${choice.replace(/\?$/, "")}, or any command line: start HOST -- ${wanted} …`;
}
