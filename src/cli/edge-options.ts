import { ConfigError } from "../base/config-error.ts";
import type { Endpoint } from "../base/endpoint.ts";
import { seconds } from "../base/instant.ts";
import { locallyAdministered } from "../base/mac.ts";
import type { Random } from "../base/random.ts";
import type { EdgeConfig } from "../edge/config.ts";
import { defaultVerbosity } from "../runtime/log.ts";
import { parseCommunity } from "../wire/community.ts";
import { edgeTable } from "./edge-table.ts";
import { last, parseOptions, type OptionTable } from "./options.ts";
import { cut, values } from "./values.ts";

/** What a person asked of an edge. */
export interface EdgeOptions {
  /** All but what needs the key or the bound port. */
  readonly config: Omit<EdgeConfig, "transform" | "preferredSocket">;
  /** Absent = payloads travel unsealed. */
  readonly key?: string;
  readonly keyInArguments: boolean;
  /** `-e`: the address to announce as nearer than the public one. */
  readonly preferredAddress?: string;
  readonly device: string;
  readonly mtu: number;
  readonly bind?: Endpoint;
  /** Absent = the fast one where it works. */
  readonly datapath?: "fast" | "portable";
  readonly foreground: boolean;
  readonly user?: string;
  readonly group?: string;
  readonly verbosity: number;
  /** The command line without the key. */
  readonly shown: readonly string[];
}

/** Fact sheet §12.1. */
const spec = { mtu: 1290, registerSeconds: 20, descriptionBytes: 15, communityBytes: 19, device: "edge0" } as const;

/** Ours to choose: the smallest IPv4 may have, and what fits n2n's 2048-byte frames with every header around it. */
const tuned = { mtuLeast: 68, mtuMost: 1900, registerSecondsMost: 3600 } as const;

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
  readonly random: Random;
}

/** The gate. "help" when that was asked for. Throws ConfigError with one line. */
export function parseEdgeOptions(
  argv: readonly string[],
  { env, hostname, random }: Surroundings,
): EdgeOptions | "help" {
  const { given, shown } = parseOptions(edgeTable, argv);
  if (given.help) return "help";
  const one = <T>(name: keyof typeof given, parse: (option: string, text: string) => T): T | undefined => {
    const text = last(given[name]);
    const row: OptionTable[string] = edgeTable[name];
    return text === undefined ? undefined : parse(`-${row.short}`, text);
  };
  const optional = <Name extends string, T>(name: Name, value: T | undefined) =>
    (value === undefined ? {} : { [name]: value }) as { [K in Name]?: T };

  const key = one("key", secret) ?? (env["N2N_KEY"] || undefined);
  const preferred = one("preferred", (option, text) => (text === "auto" ? "auto" : values.ipv4(option, text)));
  const peerToPeer = one("relayOnly", relayed) !== "relayed";
  return {
    config: {
      community: community(last(given.community) ?? env["N2N_COMMUNITY"]),
      description:
        one("description", (option, text) => values.textOf(option, text, spec.descriptionBytes)) ??
        cut(hostname, spec.descriptionBytes),
      mac: one("mac", values.unicastMac) ?? locallyAdministered(random.bytes(6)),
      address: one("address", values.interfaceAddress) ?? "auto",
      supernodes: supernodes(given.supernodes),
      registerEvery: seconds(
        one("interval", (o, text) => values.whole(o, text, 1, tuned.registerSecondsMost)) ?? spec.registerSeconds,
      ),
      peerToPeer,
      routing: given.routing !== undefined,
      acceptMulticast: given.multicast !== undefined,
      localDiscovery: peerToPeer && preferred === undefined,
    },
    ...optional("key", sealingKey(last(given.transform), key)),
    keyInArguments: given.key !== undefined,
    ...optional("preferredAddress", preferred),
    device: one("device", values.deviceName) ?? spec.device,
    mtu: one("mtu", (option, text) => values.whole(option, text, tuned.mtuLeast, tuned.mtuMost)) ?? spec.mtu,
    ...optional("bind", one("bind", values.bindAddress)),
    ...optional("datapath", datapath(last(given.datapath))),
    foreground: given.foreground !== undefined,
    ...optional("user", last(given.user)),
    ...optional("group", last(given.group)),
    verbosity: defaultVerbosity + (given.verbose?.length ?? 0),
    shown,
  };
}

/** Never repeats what it was given. */
function secret(option: string, text: string): string {
  if (text === "") throw new ConfigError(`${option} is empty: give the key, or leave it out for no encryption`);
  return text;
}

function community(text: string | undefined): EdgeConfig["community"] {
  if (text === undefined) throw new ConfigError("-c is missing: give the name of the community, or set N2N_COMMUNITY");
  return parseCommunity(values.textOf("-c", text, spec.communityBytes))!;
}

function supernodes(texts: readonly string[] | undefined): EdgeConfig["supernodes"] {
  if (texts === undefined) throw new ConfigError("-l is missing: give the supernode as host:port");
  return texts.map((text) => values.hostAndPort("-l", text));
}

/** A key without `-A` means AES, and so it does with `-A1`, as the reference has it (§12.1). */
function sealingKey(transform: string | undefined, key: string | undefined): string | undefined {
  if (transform === "2" || transform === "4" || transform === "5") {
    throw new ConfigError(`-A${transform} is not supported yet: give -A3 (AES) or -A1 (none)`);
  }
  if (transform !== undefined && !["", "1", "3"].includes(transform)) {
    throw new ConfigError(`-A${transform} is not a transform: give -A3 (AES) or -A1 (none)`);
  }
  if (key === undefined && (transform === "" || transform === "3")) {
    throw new ConfigError(`-A${transform} needs a key: set N2N_KEY, or give -k`);
  }
  return key;
}

function datapath(text: string | undefined): "fast" | "portable" | undefined {
  if (text === undefined || text === "fast" || text === "portable") return text;
  throw new ConfigError(`--datapath ${text} is not one: give fast or portable`);
}

function relayed(option: string, text: string): "relayed" {
  if (text === "" || text === "1") return "relayed";
  throw new ConfigError(
    text === "2"
      ? "-S2 is not supported yet (relay over TCP)"
      : `${option}${text} is not a mode: give -S1 (relay only)`,
  );
}
