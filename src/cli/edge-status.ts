import type { StatusRow, StatusRows } from "./status.ts";
import { ago, tableText } from "./table-text.ts";

const states = ["", "registered", "waiting for an answer"] as const;

/** Words for the reasons of the machine; others are shown as they are. */
const reasons: Readonly<Record<string, string>> = {
  new: "not tried yet",
  punched: "hole punched",
  nearer: "a nearer way was found",
  moved: "the peer moved",
  idle: "not used",
  "no-answer": "the peer does not answer directly",
};

/** What `edge status` prints. */
export function edgeStatusText(rows: StatusRows, now: number): string {
  const info = rows["info"]![0]!;
  const supernodes = rows["supernodes"]!;
  const paths = [...rows["paths"]!].sort((a, b) => cell(a, "ip4addr").localeCompare(cell(b, "ip4addr")));
  const direct = paths.filter(({ path }) => path === "direct").length;
  const name = info["community"] === "" ? "(headers are encrypted)" : cell(info, "community");
  const address = info["ip4addr"] === "" ? "no address yet" : `${cell(info, "ip4addr")} ${cell(info, "ip4netmask")}`;
  const lines = [
    `edge ${cell(info, "version")}, up ${ago(Number(info["start_time"]), now)}, ${cell(info, "registration")}`,
    `community  ${name}`,
    `interface  ${address}, ${cell(info, "macaddr")}`,
    `socket     ${cell(info, "local_sockaddr") || "none"}, seen by the supernode as ${cell(info, "sockaddr") || "nothing yet"}`,
    ...supernodes.map((row) => `supernode  ${supernode(row, now)}`),
    "",
    paths.length === 0 ? "no peers yet" : `${paths.length} peers, ${direct} direct, ${paths.length - direct} relayed`,
  ];
  const table = tableText(
    ["ADDRESS", "NAME", "MAC", "PATH", "SOCKET", "SINCE", "RTT", "SEEN", "AUTHENTIC", "WHY"],
    paths.map((row) => [
      cell(row, "ip4addr") || "?",
      cell(row, "desc") || "?",
      cell(row, "macaddr"),
      cell(row, "path"),
      cell(row, "sockaddr") || "-",
      ago(Number(row["since"]), now),
      row["rtt_ms"] === undefined ? "-" : `${row["rtt_ms"]} ms`,
      ago(Number(row["last_seen"]), now),
      row["authenticated"] === 1 ? "yes" : "no",
      reasons[cell(row, "why")] ?? cell(row, "why"),
    ]),
  );
  return lines.join("\n") + "\n" + (paths.length === 0 ? "" : table);
}

function supernode(row: StatusRow, now: number): string {
  const state = states[Number(row["current"])] || "in reserve";
  const seen = row["last_seen"] === 0 ? "" : `, answered ${ago(Number(row["last_seen"]), now)} ago`;
  return `${cell(row, "sockaddr")}, ${state}${seen}`;
}

/** Peers choose some of these texts: nothing in them may steer a terminal. */
const cell = (row: StatusRow, name: string): string => String(row[name] ?? "").replace(/[^ -~]/g, "?");
