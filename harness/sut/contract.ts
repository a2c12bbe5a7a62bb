/**
 * A program under test, in the order in which a case uses it:
 *
 * 1. `find`: is it here, which version, from where (`debian/program.ts`, `npm/installed.ts`, `n2n/built-program.ts`)?
 * 2. `unsupported.ts`: can it do what the story asks?
 * 3. `prepare`: makes keys and certificates of all its hosts, in a folder per host
 * 4. `helper`: starts what the program needs at a public address (supernode, lighthouse, rendezvous), if anything
 * 5. `node`: starts each end, whose pings are judged
 * 6. `ready` of what was started, then the commands of `then`, then the address of `device` (`../lab-world/programs/ready.ts`)
 * 7. `introduce`: for programs that cannot find each other (`wireguard/introduce.ts`)
 *
 * To add a program, write an adapter and list it in `registry.ts`: see docs/your-program.md. A command line needs none
 * (`command.ts`). Whether a program works, and by which path, is judged from captured packets.
 *
 * @module
 */
import type { PunchingWay } from "../nat/predict/punching.ts";
import type { NpmSystem } from "./npm/names.ts";
import type { N2nHelperOptions, N2nNodeOptions } from "./n2n/options.ts";

export interface SystemUnderTest {
  /** As in `--sut`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** What `npm run systems -- --setup` installs; absent = it cannot be installed. */
  readonly install?: { readonly debian?: readonly string[]; readonly npm?: NpmSystem };
  /** `missing` says how to install it. */
  find(): Promise<FoundProgram | { readonly missing: string }>;
  /** Makes keys for every host of a case that runs this system, before the first of them starts. */
  prepare?(network: CaseNetwork): Promise<void>;
  /** Absent = it needs no helper: none is started. */
  helper?(setup: HelperSetup): Launch | Promise<Launch>;
  /** Throws `Unsupported` for what it cannot do. */
  node(setup: NodeSetup): NodeLaunch | Promise<NodeLaunch>;
  /** Called when a node has started, and about once a second from then on; one call at a time. */
  introduce?(running: readonly RunningNode[], run: RunInNode): Promise<void>;
  /** What an ended program was built without, according to its last lines; undefined = it ended for another reason. */
  lacking?(lastWords: string): string | undefined;
}

/** What a program can do, as far as the laboratory asks. */
export interface Capabilities {
  /** Systems with the same one can be mixed. Absent = not known. */
  readonly protocol?: string;
  /** Of the frames or packets it carries. */
  readonly layer: 2 | 3;
  /** A helper at a public address. */
  readonly helper: "needed" | "useful" | "none";
  /** Carries packets through a third host where there is no direct path. */
  readonly relays: boolean;
  /** Works over an IPv6 underlay. */
  readonly ipv6: boolean;
  /** Peers prove who they are. */
  readonly authenticated: boolean;
  /** What peers must know of each other beforehand. */
  readonly keys: "none" | "one shared key" | "public keys" | "certificates";
  readonly ciphers: readonly string[];
  /** How it finds direct paths; the oracle uses it. Absent = it answers to where packets came from, and guesses no ports. */
  readonly punching?: PunchingWay;
  /** What a story may ask of its nodes beyond being started. */
  readonly options: readonly NodeOptionName[];
}

/** `automatic address`: `address: "auto"`. `relay only`: `peerToPeer: false`. `helper by name`: `byName`. `n2n`: n2n's own options. */
export type NodeOptionName = "port" | "automatic address" | "relay only" | "helper by name" | "n2n";

export interface FoundProgram {
  /** As the program reports it. */
  readonly version: string;
  /** Where it came from, in a few words: a Debian package with its version, a folder. */
  readonly source: string;
  /** What is run; their digests are reported. */
  readonly files: readonly string[];
}

/** All hosts of a case. */
export interface CaseNetwork {
  readonly hosts: readonly CaseHost[];
}

export interface CaseHost {
  readonly name: string;
  /** Name of the system that it runs. */
  readonly system: string;
  /** For its configuration and public keys, below the case's folder. It exists, mode 700. */
  readonly folder: string;
  /** For its private keys: likewise, and removed when the case ends. */
  readonly secrets: string;
  /** Planned overlay address with prefix length. */
  readonly overlay: string;
  /** The addresses that the internet sees: its own, or those of the NAT in front. */
  readonly publicAddresses: readonly string[];
}

interface Setup {
  /** The host to start on. */
  readonly host: CaseHost;
  readonly network: CaseNetwork;
  /** Names a file for what happens to a program, if that can record it; absent = nothing is recorded. */
  readonly recording?: (program: string) => string;
}

export interface HelperSetup extends Setup {
  readonly n2n?: N2nHelperOptions;
}

export interface NodeSetup extends Setup {
  /** Overlay address with prefix length; absent = the helper gives one. */
  readonly address?: string;
  /** The helper to use; absent = none was started. */
  readonly helper?: RunningHelper;
  /** `false` = everything is relayed. */
  readonly peerToPeer: boolean;
  /** Local UDP port; absent = any. */
  readonly port?: number;
  readonly n2n?: N2nNodeOptions;
}

/** `address`: numeric, or a name where the story says so. `host`: where it runs. */
export interface RunningHelper {
  readonly host: CaseHost;
  readonly address: string;
  readonly port?: number;
}

/** A program to start on a host of the laboratory. Keys are passed in files or the environment, never in argv. */
export interface Command {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Started extends Command {
  /** What messages and log files call it: "supernode", "tincd". */
  readonly program: string;
  /** When `then` can run. */
  readonly ready?: Ready;
  /** Commands without secrets, run on the host once the program is ready; a failure ends the case. */
  readonly then?: readonly Pick<Command, "argv">[];
}

export interface Launch extends Started {
  readonly ready: Ready;
  /** The port that nodes are given; absent = they know it. */
  readonly port?: number;
  /** Where relayed packets come from: `port`, any port of the host, or it relays nothing. */
  readonly relaysFrom: "its port" | "any port" | "nowhere";
}

export interface NodeLaunch extends Started {
  /** The interface through which it is pinged, once that has an IPv4 address; absent = the one that appears. */
  readonly device?: string;
  /**
   * How IP packets get into it. Absent = it makes an interface. `pipe` = it reads them from standard input and writes
   * them to standard output, each behind its length (2 bytes, big-endian), and ends when its input does; the
   * laboratory makes the interface, with an MTU of 1280, and gives it the address.
   */
  readonly channel?: "pipe";
  /** Where the options of this node change it; absent = as the capabilities say. */
  readonly punching?: PunchingWay;
}

/** What shows that a program is ready: checked again and again until it is true or time is up. */
export type Ready =
  | { readonly udp: number }
  | { readonly tcp: number }
  /** An interface that exists, with or without an address. */
  | { readonly device: string }
  /** A file or Unix socket that exists. */
  | { readonly file: string }
  /** Some UDP or TCP port, bound to more than the loopback. */
  | "any port";

/** A node that is ready. */
export interface RunningNode {
  readonly host: CaseHost;
  readonly device: string;
  /** Overlay address without prefix length. */
  readonly address: string;
}

/** Runs a command in a node of the laboratory until it ends. */
export type RunInNode = (
  node: string,
  argv: readonly string[],
  input?: string,
) => Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;

/** What a story may ask of any node. */
export interface CommonNodeOptions {
  /** Overlay address with prefix length; `"auto"` asks the helper. Default: planned by the harness. */
  readonly address?: string;
  /** `false` relays everything. */
  readonly peerToPeer?: boolean;
  /** Local UDP port. Default: any. */
  readonly port?: number;
  /** What only n2n has. */
  readonly n2n?: N2nNodeOptions;
}
