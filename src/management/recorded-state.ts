import type { Endpoint, IpNet } from "../base/address/endpoint.ts";
import { type Instant, instant } from "../base/instant.ts";
import { type Mac, nullMac, parseMac } from "../base/address/mac.ts";
import type { EdgeView, PeerView, SupernodeEntry } from "./edge-view.ts";
import type { CommunityView, SupernodeView } from "./supernode-view.ts";

//  What the reference's daemons were when their answers were recorded: who they are from their arguments, what they
// knew
//  from the rows that they answered at the time. For tests and the vectors tool.

export interface Exchange {
  readonly request: string;
  readonly replies: readonly string[];
}

export interface RecordedDaemon {
  readonly args?: readonly string[] | undefined;
  readonly exchanges: readonly Exchange[];
}

type Rows = (method: string) => readonly RecordedRow[];
type RecordedRow = Readonly<Record<string, string | number>>;

/** Rows of the answer nearest to exchange `at`: the last one until then, else the first one after. */
export function rowsAt({ exchanges }: RecordedDaemon, at: number): Rows {
  return (method) => {
    const isAnswer = ({ request, replies }: Exchange) =>
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

export function edgeViewOf(daemon: RecordedDaemon, at: number): EdgeView {
  const rows = rowsAt(daemon, at);
  const [times = {}] = rows("timestamps");
  const packets = (type: string) => {
    const row = rows("packetstats").find((one) => one["type"] === type);
    return { sent: Number(row?.["tx_pkt"] ?? 0), received: Number(row?.["rx_pkt"] ?? 0) };
  };
  const address = net(argument(daemon, "-a"));
  const lastSupernode = time(times["last_super"]);
  const lastDirect = time(times["last_p2p"]);
  return {
    version: "ours",
    ...(!daemon.args?.includes("-H") && { community: argument(daemon, "-c") ?? "" }),
    mac: mac(argument(daemon, "-m")),
    ...(address && { address }),
    registration: "registered",
    startedAt: time(times["start_time"]) ?? instant(0),
    ...(lastSupernode !== undefined && { lastSupernode }),
    ...(lastDirect !== undefined && { lastDirect }),
    peers: rows("edges").map(peer),
    supernodes: rows("supernodes").map((row) => asFarAsKnown(supernode(row), row, daemon.exchanges[at])),
    packets: {
      sealed: packets("transop"),
      direct: packets("p2p"),
      relayed: packets("super"),
      relayedBroadcast: packets("super_broadcast"),
    },
  };
}

function peer(row: RecordedRow): PeerView {
  const [socket, address] = [endpoint(row["sockaddr"]), net(row["ip4addr"])];
  const [lastSeen, lastDirect, lastQuery] = ["last_seen", "last_p2p", "last_sent_query"].map((name) => time(row[name]));
  return {
    mac: mac(row["macaddr"]),
    path: row["mode"] === "p2p" ? "direct" : "relayed",
    since: lastSeen ?? instant(0),
    why: "punched",
    ...(socket && { socket }),
    local: row["local"] === 1,
    ...(address && { address }),
    description: String(row["desc"]),
    lastSeen: lastSeen ?? instant(0),
    ...(lastDirect !== undefined && { lastDirect }),
    ...(lastQuery !== undefined && { lastQuery }),
  };
}

/** Rows are of another moment than a status in words, in which a supernode may not have answered yet. */
function asFarAsKnown(entry: SupernodeEntry, row: RecordedRow, exchange: Exchange | undefined): SupernodeEntry {
  const lines = (exchange?.replies ?? []).join("").split("\n");
  const line = lines.find((one) => / [l ][ *.] \| /.test(one) && one.includes(`| ${row["sockaddr"]} `));
  if (line === undefined || !line.startsWith(" ")) return entry;
  const { socket, listed, state, mac: known } = entry;
  return { socket, listed, state, ...(known && { mac: known }) };
}

/** In 3.1.1 `purgeable` is 1 for configured ones. */
function supernode(row: RecordedRow): SupernodeEntry {
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

export function supernodeViewOf(daemon: RecordedDaemon, at: number): SupernodeView {
  const rows = rowsAt(daemon, at);
  const [times = {}] = rows("timestamps");
  const packets = (type: string, field: string) =>
    Number(rows("packetstats").find((row) => row["type"] === type)?.[field] ?? 0);
  const [lastForward, lastRegistration] = [time(times["last_fwd"]), time(times["last_reg_super"])];
  return {
    version: "ours",
    mac: mac(argument(daemon, "-m")),
    startedAt: time(times["start_time"]) ?? instant(0),
    ...(lastForward !== undefined && { lastForward }),
    ...(lastRegistration !== undefined && { lastRegistration }),
    communities: inOrderOf(daemon.exchanges[at], rows("communities")).map((row) =>
      community(row, rows("edges"), argument(daemon, "-F")),
    ),
    counters: {
      forwarded: packets("forward", "tx_pkt"),
      broadcast: packets("broadcast", "tx_pkt"),
      registrations: packets("reg_super", "rx_pkt"),
      refused: packets("reg_super", "nak"),
      errors: packets("errors", "tx_pkt"),
    },
  };
}

/** The reference lists communities in another order once it has read its list again. */
function inOrderOf(exchange: Exchange | undefined, rows: readonly RecordedRow[]): readonly RecordedRow[] {
  const text = (exchange?.replies ?? []).join("");
  const place = (row: RecordedRow) => text.indexOf(` '${row["community"]}'\n`);
  return rows.every((row) => place(row) >= 0) ? [...rows].sort((a, b) => place(a) - place(b)) : rows;
}

function community(row: RecordedRow, edges: readonly RecordedRow[], federation = "Federation"): CommunityView {
  const name = String(row["community"]);
  const subnet = net(row["ip4addr"]);
  return {
    name: row["is_federation"] === 1 ? `*${federation}` : name,
    kind: row["is_federation"] === 1 ? "federation" : row["purgeable"] === 1 ? "purgeable" : "fixed",
    ...(subnet && { subnet }),
    edges: edges
      .filter((edge) => edge["community"] === name)
      .map((edge) => ({
        mac: mac(edge["macaddr"]),
        address: net(edge["ip4addr"]) ?? { address: "0.0.0.0", prefix: 0 },
        description: String(edge["desc"]),
        socket: endpoint(edge["sockaddr"]) ?? nowhere,
        transport: edge["proto"] === "TCP" ? "TCP" : "UDP",
        lastSeen: time(edge["last_seen"]) ?? instant(0),
      })),
  };
}

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

/** Obeys, and records what it was asked. */
export class Daemon {
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

/** Times go on while the daemon is asked. */
const passing = ["last_super", "last_reg_super", "last_fwd"];

export function decoded(replies: readonly string[]): unknown {
  if (!replies.every((reply) => reply.startsWith("{"))) return replies.join("").replace(/([ ,]) *\d+/g, "$1N");
  return replies.map((reply) => {
    const row = JSON.parse(reply) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(row).filter(([name]) => !passing.includes(name)));
  });
}

/** Ours has its own words, and methods beyond the reference's. */
export const ownWords = /^(help|\?|r \d+ help(\.events)?)\s*$/;
export const commands = (replies: readonly string[]) =>
  replies.flatMap((reply) => /"(?:cmd|topic)":"([^"]+)","(?:help|tag)"/.exec(reply)?.[1] ?? []);
