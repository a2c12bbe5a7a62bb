import type { StatusRow, StatusRows } from "./status.ts";
import { ago, tableText } from "./table-text.ts";

/** What `supernode status` prints. */
export function supernodeStatusText(rows: StatusRows, now: number): string {
  const info = rows["info"]![0]!;
  const edges = rows["edges"]!;
  const count = (type: string) => rows["packetstats"]!.find((row) => row["type"] === type)?.["tx_pkt"] ?? 0;
  const head = [
    `supernode ${cell(info, "version")}, up ${ago(Number(info["start_time"]), now)}, ${cell(info, "macaddr")}`,
    `listens on ${cell(info, "sockaddr") || "nothing"}, UDP and TCP`,
    `${info["communities"]} communities, ${info["edges"]} edges`,
    `passed on ${count("forward")} packets to one edge, ${count("broadcast")} to all; dropped ${count("errors")}`,
    "",
  ];
  const communities = tableText(
    ["COMMUNITY", "NETWORK", "KIND"],
    rows["communities"]!.map((row) => [
      row["is_federation"] === 1 ? "(supernodes)" : cell(row, "community"),
      cell(row, "ip4addr") || "-",
      row["is_federation"] === 1 ? "federation" : row["purgeable"] === 1 ? "made by edges" : "listed",
    ]),
  );
  const table = tableText(
    ["COMMUNITY", "ADDRESS", "NAME", "MAC", "SOCKET", "BY", "SEEN"],
    edges.map((row) => [
      cell(row, "community"),
      cell(row, "ip4addr"),
      cell(row, "desc") || "?",
      cell(row, "macaddr"),
      cell(row, "sockaddr"),
      cell(row, "proto"),
      ago(Number(row["last_seen"]), now),
    ]),
  );
  return head.join("\n") + "\n" + communities + (edges.length === 0 ? "" : "\n" + table);
}

/** Edges choose some of these texts: nothing in them may steer a terminal. */
const cell = (row: StatusRow, name: string): string => String(row[name] ?? "").replace(/[^ -~]/g, "?");
