import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import { type Instant, instant } from "../base/instant.ts";
import { type Mac, nullMac, parseMac } from "../base/address/mac.ts";
import type { ListedSupernode, PeerStatus, RunningEdge } from "../status/edge-status.ts";
import type { CommunityStatus, FederatedStatus, MemberStatus, RunningSupernode } from "../status/supernode-status.ts";
import { supernodeDrops, type SupernodeDrop } from "../status/supernode-drops.ts";

// The state of the reference's daemons when their answers were recorded: identity from their arguments, the rest from
// the rows that they answered at the time. For tests and the vectors tool.

export interface RecordedExchange {
  readonly request: string;
  readonly replies: readonly string[];
}

export interface RecordedDaemon {
  readonly args?: readonly string[] | undefined;
  readonly exchanges: readonly RecordedExchange[];
}

type Rows = (method: string) => readonly RecordedRow[];
type RecordedRow = Readonly<Record<string, string | number>>;

/** Rows of the answer nearest to exchange `at`: the last one up to then, otherwise the first one after. */
export function rowsAt({ exchanges }: RecordedDaemon, at: number): Rows {
  return (method) => {
    const isAnswer = ({ request, replies }: RecordedExchange) =>
      new RegExp(`^r \\S+ ${method}\\s*$`).test(request) && replies.some((reply) => reply.includes('"_type":"begin"'));
    const found = exchanges.slice(0, at + 1).findLast(isAnswer) ?? exchanges.slice(at + 1).find(isAnswer);
    const rows = (found?.replies ?? []).map((reply) => JSON.parse(reply) as RecordedRow);
    return rows.filter(({ _type }) => _type === "row");
  };
}

/** The value of an option in a separate word. */
export function argument({ args = [] }: RecordedDaemon, option: string): string | undefined {
  const at = args.indexOf(option);
  return at < 0 ? undefined : args[at + 1];
}

/** The reference's number: 2, and one more for each `-v`. */
export const verbosity = ({ args = [] }: RecordedDaemon): number =>
  2 + args.filter((word) => /^-v+$/.test(word)).reduce((sum, word) => sum + word.length - 1, 0);

export function edgeViewOf(daemon: RecordedDaemon, at: number): RunningEdge {
  const rows = rowsAt(daemon, at);
  const [times = {}] = rows("timestamps");
  const packets = (type: string) => {
    const row = rows("packetstats").find((one) => one["type"] === type);
    return { sent: Number(row?.["tx_pkt"] ?? 0), received: Number(row?.["rx_pkt"] ?? 0) };
  };
  const address = net(argument(daemon, "-a"));
  const lastDirect = time(times["last_p2p"]);
  return {
    version: "ours",
    ...(!daemon.args?.includes("-H") && { community: argument(daemon, "-c") ?? "" }),
    mac: mac(argument(daemon, "-m")),
    ...(address && { address }),
    registration: "registered",
    startedAt: time(times["start_time"]) ?? instant(0),
    peers: rows("edges").map(peer),
    drops: {},
    problems: [],
    supernodes: rows("supernodes").map((row) => asFarAsKnown(supernode(row), row, daemon.exchanges[at])),
    traffic: {
      direct: packets("p2p"),
      relayed: packets("super"),
      relayedBroadcast: packets("super_broadcast"),
      ...(lastDirect !== undefined && { lastDirect }),
    },
  };
}

function peer(row: RecordedRow): PeerStatus {
  const [socket, address] = [endpoint(row["sockaddr"]), net(row["ip4addr"])];
  const [lastSeen, lastDirect, lastQuery] = ["last_seen", "last_p2p", "last_sent_query"].map((name) => time(row[name]));
  return {
    mac: mac(row["macaddr"]),
    path: row["mode"] === "p2p" ? "direct" : "relayed",
    since: lastSeen ?? instant(0),
    why: "punched",
    fruitless: 0,
    authenticated: false,
    refused: false,
    ...(socket && { socket }),
    local: row["local"] === 1,
    ...(address && { address }),
    description: String(row["desc"]),
    lastSeen: lastSeen ?? instant(0),
    ...(lastDirect !== undefined && { lastDirect }),
    ...(lastQuery !== undefined && { lastQuery }),
  };
}

/** Rows are from another moment than a textual status, in which a supernode may not have answered yet. */
function asFarAsKnown(
  entry: ListedSupernode,
  row: RecordedRow,
  exchange: RecordedExchange | undefined,
): ListedSupernode {
  const lines = (exchange?.replies ?? []).join("").split("\n");
  const line = lines.find((one) => / [l ][ *.] \| /.test(one) && one.includes(`| ${row["sockaddr"]} `));
  if (line === undefined || !line.startsWith(" ")) return entry;
  const { socket, listed, state, mac: known } = entry;
  return { socket, listed, state, ...(known && { mac: known }) };
}

/** In 3.1.1 `purgeable` is 1 for configured ones. */
function supernode(row: RecordedRow): ListedSupernode {
  const lastSeen = time(row["last_seen"]);
  return {
    socket: endpoint(row["sockaddr"]) ?? nowhere,
    listed: row["purgeable"] === 1,
    state: (["other", "registered", "waiting"] as const)[Number(row["current"])] ?? "other",
    ...(row["macaddr"] !== "" && { mac: mac(row["macaddr"]) }),
    version: String(row["version"]),
    selection: String(row["selection"]),
    ...(lastSeen !== undefined && { lastSeen, startedAt: instant(lastSeen - Number(row["uptime"]) * 1000) }),
  };
}

export function supernodeViewOf(daemon: RecordedDaemon, at: number): RunningSupernode {
  const rows = rowsAt(daemon, at);
  const [times = {}] = rows("timestamps");
  const packets = (type: string, field: string) =>
    Number(rows("packetstats").find((row) => row["type"] === type)?.[field] ?? 0);
  const communities = inOrderOf(daemon.exchanges[at], rows("communities"));
  const refused = packets("reg_super", "nak");
  return {
    version: "ours",
    mac: mac(argument(daemon, "-m")),
    startedAt: time(times["start_time"]) ?? instant(0),
    lastForwarded: time(times["last_fwd"]),
    lastRegistered: time(times["last_reg_super"]),
    hasList: true,
    isPlainOnly: true,
    communities: communities.filter((row) => row["is_federation"] !== 1).map((row) => community(row, rows("edges"))),
    federation: {
      name: `*${argument(daemon, "-F") ?? "Federation"}`,
      supernodes: communities
        .filter((row) => row["is_federation"] === 1)
        .flatMap((row) => membersOf(row, rows("edges")).map(federated)),
    },
    leases: [],
    counters: {
      ...none,
      unicast: packets("forward", "tx_pkt"),
      copies: packets("broadcast", "tx_pkt"),
      registered: packets("reg_super", "rx_pkt") - refused,
      refused,
      dropped: { ...none.dropped, malformed: packets("errors", "tx_pkt") },
    },
    problems: [],
  };
}

/** The reference lists communities in another order after a reload. */
function inOrderOf(exchange: RecordedExchange | undefined, rows: readonly RecordedRow[]): readonly RecordedRow[] {
  const text = (exchange?.replies ?? []).join("");
  const place = (row: RecordedRow) => text.indexOf(` '${row["community"]}'\n`);
  return rows.every((row) => place(row) >= 0) ? [...rows].sort((a, b) => place(a) - place(b)) : rows;
}

function community(row: RecordedRow, edges: readonly RecordedRow[]): CommunityStatus {
  const subnet = net(row["ip4addr"]);
  return {
    name: String(row["community"]),
    purgeable: row["purgeable"] === 1,
    privacy: "plain",
    users: false,
    ...(subnet && { subnet }),
    edges: membersOf(row, edges),
  };
}

const membersOf = ({ community: name }: RecordedRow, edges: readonly RecordedRow[]): readonly MemberStatus[] =>
  edges
    .filter((edge) => edge["community"] === name)
    .map((edge) => ({
      mac: mac(edge["macaddr"]),
      address: net(edge["ip4addr"]) ?? { address: "0.0.0.0", prefix: 0 },
      description: String(edge["desc"]),
      socket: endpoint(edge["sockaddr"]) ?? nowhere,
      transport: edge["proto"] === "TCP" ? "tcp" : "udp",
      lastSeen: time(edge["last_seen"]) ?? instant(0),
    }));

const federated = ({ mac: own, socket, lastSeen }: MemberStatus): FederatedStatus => ({
  mac: own,
  socket,
  lastSeen,
  purgeable: false,
});

const none = {
  received: 0,
  registered: 0,
  refused: 0,
  unregistered: 0,
  expired: 0,
  unicast: 0,
  broadcast: 0,
  copies: 0,
  introduced: 0,
  queries: 0,
  pings: 0,
  dropped: Object.fromEntries(Object.keys(supernodeDrops).map((reason) => [reason, 0])) as Record<
    SupernodeDrop,
    number
  >,
} as const;

type Cell = string | number | undefined;
const nowhere: Endpoint = { address: "0.0.0.0", port: 0 };

const mac = (text: Cell): Mac => parseMac(String(text)) ?? nullMac;

/** Seconds since 1970; 0 = never. */
const time = (seconds: Cell): Instant | undefined => (seconds ? instant(Number(seconds) * 1000) : undefined);

function net(text: Cell): IpNet | undefined {
  const [, address, prefix = "24"] = /^(?:static:)?([\d.]+)(?:\/(\d+))?$/.exec(String(text)) ?? [];
  return address === undefined ? undefined : { address, prefix: Number(prefix) };
}

function endpoint(text: Cell): Endpoint | undefined {
  const [, address, port] = /^(.+):(\d+)$/.exec(String(text)) ?? [];
  return address === undefined ? undefined : { address, port: Number(port) };
}

/** Accepts requests, and records them. */
export class ObedientDaemon {
  level: number;
  stopped = false;

  constructor(level = 2) {
    this.level = level;
  }

  verbosity = () => this.level;
  setVerbosity = (level: number) => void (this.level = level);
  stop = () => void (this.stopped = true);
  reload = () => 0;
}

/** Times advance while the daemon is asked. */
const passing = ["last_super", "last_reg_super", "last_fwd"];

export function decoded(replies: readonly string[]): unknown {
  if (!replies.every((reply) => reply.startsWith("{"))) return replies.join("").replace(/([ ,]) *\d+/g, "$1N");
  return replies.map((reply) => {
    const row = JSON.parse(reply) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(row).filter(([name]) => !passing.includes(name)));
  });
}

/** Ours has its own texts, and more methods than the reference. */
export const ownWords = /^(help|\?|r \d+ help(\.events)?)\s*$/;
export const commands = (replies: readonly string[]) =>
  replies.flatMap((reply) => /"(?:cmd|topic)":"([^"]+)","(?:help|tag)"/.exec(reply)?.[1] ?? []);
