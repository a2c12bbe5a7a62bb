import type { DnsServer } from "../services/dns/servers.ts";
import type { Link } from "../topology/link.ts";

/** Something that changed a laboratory after it was built; what only looks is none. */
export type LabAct =
  | {
      readonly is: "start";
      readonly node: string;
      readonly argv: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      /** Inside the laboratory. */
      readonly pid: number;
    }
  | { readonly is: "signal"; readonly pid: number; readonly signal: NodeJS.Signals }
  /** A command with its standard input. */
  | { readonly is: "run"; readonly node: string; readonly argv: readonly string[]; readonly input?: string }
  | { readonly is: "link"; readonly owner: string; readonly link: Link }
  /** What servers answer from now on. */
  | { readonly is: "names"; readonly servers: readonly DnsServer[] }
  /** Hosts that have other addresses now, by DHCP. */
  | { readonly is: "lease"; readonly addresses: Readonly<Record<string, string>> };

/** Whether a command that is run to its end changes something. */
export const changesLab = ([program, ...args]: readonly string[]): boolean =>
  (program === "nft" && args.includes("-f")) || (program === "ip" && !args.includes("show") && args[0] !== "ntable");
