import type { Instant } from "../base/instant.ts";
import type { ListedSupernode, PeerStatus, RunningEdge } from "../status/edge-status.ts";
import { lastSupernode, packetsOf } from "./edge-traffic.ts";
import { age, shown } from "./reply.ts";

export const edgeHelpText = `Commands of this edge:
\tstop    | stop cleanly
\thelp    | this text
\t+verb   | log more
\t-verb   | log less
\tr ...   | read, answered in JSON
\tw ...   | change, answered in JSON
\ts ...   | subscribe to events in JSON
\t<enter> | status

`;

const thick = "=".repeat(109) + "\n";
const thin = "-".repeat(109) + "\n";

/** The status in the reference's layout, for scripts that read its columns; one datagram per text. */
export function edgeText(view: RunningEdge, now: Instant): readonly string[] {
  const rows = (path: PeerStatus["path"]) => view.peers.filter((peer) => peer.path === path);
  const relayed = rows("relayed");
  const direct = rows("direct");
  const { sealed, direct: p2p, relayed: viaSupernode } = packetsOf(view);
  const counts = ({ sent, received }: typeof sealed) => `${sent},${received}`;
  const ago = (at: Instant | undefined) => `${age(at ?? (0 as Instant), now)} sec ago`;
  return [
    `COMMUNITY '${view.community ?? "-- header encrypted --"}'\n\n` +
      " ### | TAP             | MAC               | EDGE                  | HINT            | LAST SEEN |     UPTIME\n" +
      `${thick}SUPERNODE FORWARD\n`,
    ...relayed.map((peer, at) => peerLine(peer, at + 1, now)),
    `${thin}PEER TO PEER\n`,
    ...direct.map((peer, at) => peerLine(peer, relayed.length + at + 1, now)),
    `${thin}SUPERNODES\n`,
    ...view.supernodes.map((entry) => supernodeLine(entry, now)),
    `${thick}uptime ${age(view.startedAt, now)} | pend_peers ${relayed.length} | known_peers ${direct.length} | transop ${counts(sealed)}\n` +
      `super ${counts(viaSupernode)} | p2p ${counts(p2p)}\n` +
      `last_super ${ago(lastSupernode(view))} | last_p2p ${ago(view.traffic.lastDirect)}\n\n` +
      `Type "help" to see more commands.\n\n`,
  ];
}

function peerLine(peer: PeerStatus, number: number, now: Instant): string {
  const cells = [
    `${String(number).padStart(4)} | ${(peer.address?.address ?? "").padEnd(15)}`,
    shown.mac(peer.mac),
    shown.socket(peer.socket ?? peer.hint).padEnd(21),
    (peer.description ?? "").padEnd(15),
    String(age(peer.lastSeen, now)).padStart(9),
  ];
  return cells.join(" | ") + " |\n";
}

function supernodeLine(entry: ListedSupernode, now: Instant): string {
  const marks = (entry.listed ? "l" : " ") + { other: " ", registered: "*", waiting: "." }[entry.state];
  const seconds = (at: Instant | undefined, until: Instant | undefined, width: number) =>
    (at === undefined || until === undefined ? "" : String(age(at, until))).padStart(width);
  const cells = [
    `${(entry.version ?? "").padEnd(19)} ${marks}`,
    shown.mac(entry.mac).padEnd(17),
    shown.socket(entry.socket).padEnd(21),
    (entry.selection ?? "").padEnd(15),
    seconds(entry.lastSeen, now, 9),
    seconds(entry.startedAt, entry.lastSeen, 10),
  ];
  return cells.join(" | ") + "\n";
}
