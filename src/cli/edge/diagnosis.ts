import { counted } from "../../base/counted.ts";
import type { PathReason } from "../../status/edge-status.ts";
import { pathReasons, registersText } from "../../status/path-reasons.ts";
import type { StatusRow, StatusRows } from "../management/status.ts";
import { ago } from "../options/table-text.ts";

/** What `edge diagnose` looks at. */
export interface DiagnosisFacts {
  /** The daemon's answers, as for `edge status`. */
  readonly rows: StatusRows;
  /** In seconds since 1970. */
  readonly now: number;
  readonly interfaces: readonly InterfaceFacts[];
  /** Undefined = the system does not say. */
  readonly isClockSynchronized?: boolean | undefined;
}

export interface InterfaceFacts {
  readonly name: string;
  readonly mac: string;
  readonly isUp: boolean;
  readonly mtu: number;
  /** A TUN or TAP device, of this edge, another one or another VPN. */
  readonly isTunnel?: boolean;
  readonly addresses: readonly string[];
}

/** One sentence about one thing, and what to do if it is not well. */
export interface EdgeFinding {
  readonly about: "interface" | "supernode" | "NAT" | "clock" | "MTU" | "peers" | "traffic";
  readonly verdict: "good" | "note" | "bad" | "unknown";
  readonly says: string;
  readonly fix?: string;
}

/** Bytes around an Ethernet frame: IPv4, UDP, and n2n's headers with the longest seal (n2n-v3 §3, §6). */
const spec = { overhead: 20 + 8 + 100 } as const;

/** In the order in which each depends on those before. */
export function edgeFindings(facts: DiagnosisFacts): readonly EdgeFinding[] {
  const info = facts.rows["info"]![0]!;
  const own = facts.interfaces.find(({ mac }) => mac === text(info, "macaddr").toLowerCase());
  return [
    aboutInterface(info, own),
    aboutClock(facts),
    aboutSupernode(facts, info),
    ...problems(facts.rows["problems"] ?? []),
    aboutNat(facts, info, own),
    aboutMtu(facts, own),
    ...aboutPeers(facts),
  ];
}

function aboutInterface(info: StatusRow, own: InterfaceFacts | undefined): EdgeFinding {
  const about = "interface";
  const address = text(info, "ip4addr");
  if (own === undefined && unopened.has(text(info, "registration")))
    return { about, verdict: "note", says: "not open yet: the edge has no address from the supernode" };
  if (own === undefined)
    return {
      about,
      verdict: "bad",
      says: `no interface has the edge's MAC address ${text(info, "macaddr").toLowerCase()}`,
      fix: "ask in the network namespace of the edge, or start it again",
    };
  if (!own.isUp) return { about, verdict: "bad", says: `${own.name} is down`, fix: `ip link set ${own.name} up` };
  if (address === "") return { about, verdict: "note", says: `${own.name} is up, but has no address of the edge yet` };
  if (own.addresses.includes(address)) return { about, verdict: "good", says: `${own.name} is up with ${address}` };
  const fix = `ip address add ${address} dev ${own.name}, or start the edge again`;
  return { about, verdict: "bad", says: `${own.name} no longer has the edge's address ${address}`, fix };
}

/** The interface is opened with the address, for which these wait. */
const unopened: ReadonlySet<string> = new Set(["resolving", "asking-address"]);

function aboutClock({ isClockSynchronized }: DiagnosisFacts): EdgeFinding {
  const about = "clock";
  if (isClockSynchronized === undefined)
    return { about, verdict: "unknown", says: "the system does not say whether its clock is synchronized" };
  if (isClockSynchronized) return { about, verdict: "good", says: "the system's clock is synchronized" };
  const says = "the system's clock is not synchronized; with -H edges and supernode may differ by 16 s";
  return { about, verdict: "note", says, fix: "timedatectl set-ntp true" };
}

function aboutSupernode({ rows, now }: DiagnosisFacts, info: StatusRow): EdgeFinding {
  const about = "supernode";
  const current = rows["supernodes"]!.find((row) => row["current"] !== 0);
  const where = current === undefined ? "none" : text(current, "sockaddr");
  const registration = text(info, "registration");
  if (registration === "registered") {
    const seen = current === undefined ? "" : `, which answered ${ago(Number(current["last_seen"]), now)} ago`;
    return { about, verdict: "good", says: `registered with ${where}${seen}` };
  }
  const others = rows["supernodes"]!.length - 1;
  const which = current === undefined ? "" : `: ${where}${others > 0 ? ` (and ${others} in reserve)` : ""}`;
  const says = `${stateWords[registration] ?? registration}${which}`;
  return { about, verdict: "bad", says, fix: stateFixes[registration] ?? stateFixes["silent"]! };
}

const stateWords: Readonly<Record<string, string>> = {
  resolving: "the name of the supernode has no address",
  "asking-address": "waiting for the supernode to give an address",
  registering: "waiting for the first answer of the supernode",
  refused: "the supernode refuses this edge",
  silent: "the supernode does not answer",
};

const stateFixes: Readonly<Record<string, string>> = {
  resolving: "check the name (-l) and this machine's DNS",
  refused: "see the problem below, or the supernode's log",
  silent:
    "check that it runs, its address and port (-l), and that UDP passes; the community's headers must be encrypted on both sides or on none (-H)",
};

/** What the daemon itself has found, in its words. */
const problems = (rows: readonly StatusRow[]): readonly EdgeFinding[] =>
  rows.map((row) => {
    const facts = Object.entries(row).filter(([name, value]) => !fixed.has(name) && value !== "");
    const shown = facts.map(([name, value]) => `${name} ${value}`);
    const says = `${text(row, "cause")}: ${shown.join(", ") || text(row, "who")}`;
    return { about: "traffic", verdict: "bad", says, fix: text(row, "do") };
  });

/** Fields of every problem. */
const fixed = new Set(["cause", "who", "do", "count", "since", "last_seen"]);

function aboutNat({ interfaces }: DiagnosisFacts, info: StatusRow, own: InterfaceFacts | undefined): EdgeFinding {
  const about = "NAT";
  const [seen, local] = [text(info, "sockaddr"), text(info, "local_sockaddr")];
  if (seen === "") return { about, verdict: "unknown", says: "no supernode has said where it sees this edge" };
  const [address, port] = split(seen);
  const others = interfaces.filter((each) => each !== own).flatMap(({ addresses }) => addresses);
  if (others.includes(address) || address.startsWith("127."))
    return { about, verdict: "good", says: `none: the supernode sees this machine's own ${seen}` };
  const kept = port === split(local)[1];
  const says = `the supernode sees ${seen}, which is not this machine's: a NAT is between, and ${kept ? "keeps" : "changes"} the port`;
  if (kept) return { about, verdict: "good", says };
  return {
    about,
    verdict: "note",
    says,
    fix: "if peers stay relayed, forward a UDP port and give it with -p, or try --port-forwarding",
  };
}

function aboutMtu({ interfaces }: DiagnosisFacts, own: InterfaceFacts | undefined): EdgeFinding {
  const about = "MTU";
  if (own === undefined) return { about, verdict: "unknown", says: "the edge's interface was not found" };
  const narrow = interfaces.filter(
    ({ name, mtu, isUp, isTunnel }) =>
      isUp && isTunnel !== true && name !== own.name && name !== "lo" && mtu < own.mtu + spec.overhead,
  );
  if (narrow.length === 0)
    return { about, verdict: "good", says: `${own.mtu} on ${own.name} fits into every other interface` };
  const [first] = narrow;
  const says = `${own.mtu} on ${own.name} and up to ${spec.overhead} bytes around it do not fit into ${first!.mtu} on ${first!.name}`;
  const fix = `if large packets get lost there, start the edges with -M ${Math.max(576, first!.mtu - spec.overhead)}`;
  return { about, verdict: "note", says, fix };
}

function aboutPeers({ rows, now }: DiagnosisFacts): readonly EdgeFinding[] {
  const about = "peers";
  const paths = rows["paths"]!;
  if (paths.length === 0 && (rows["problems"] ?? []).length > 0)
    return [{ about, verdict: "note", says: "none yet: what is wrong above may be the reason" }];
  if (paths.length === 0)
    return [
      {
        about,
        verdict: "note",
        says: "none yet",
        fix: "start another edge with the same community, key and supernode, and ping it",
      },
    ];
  const relayed = paths.filter(({ path }) => path !== "direct");
  const says = `${counted(paths.length, "peer")}, ${paths.length - relayed.length} direct, ${relayed.length} relayed`;
  return [
    { about, verdict: relayed.length === 0 ? "good" : "note", says },
    ...relayed.map((row) => relayedPeer(row, now)),
  ];
}

function relayedPeer(row: StatusRow, now: number): EdgeFinding {
  const reason = text(row, "why");
  const why = Object.hasOwn(pathReasons, reason)
    ? pathReasons[reason as PathReason](registersText(Number(row["registers"])))
    : reason;
  const name = [text(row, "ip4addr") || text(row, "macaddr").toLowerCase(), text(row, "desc")]
    .filter(Boolean)
    .join(" ");
  const says = `${name} is relayed since ${ago(Number(row["since"]), now)}: ${why}`;
  const isPunching = reason === "punching" || reason === "no-answer" || reason === "roamed";
  const fix = "both NATs may give each peer another port: forward a port on one side (-p, --port-forwarding)";
  return { about: "peers", verdict: "note", says, ...(isPunching && { fix }) };
}

const text = (row: StatusRow, name: string): string => String(row[name] ?? "");

const split = (socket: string): readonly [address: string, port: string] => {
  const at = socket.lastIndexOf(":");
  return [socket.slice(0, at).replace(/^\[|\]$/g, ""), socket.slice(at + 1)];
};
