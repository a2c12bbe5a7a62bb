import { printable } from "../../base/byte-text.ts";
import { problemLines } from "../management/problem-text.ts";
import type { StatusRow, StatusRows } from "../management/status.ts";
import type { StatusStyle } from "../management/status-style.ts";
import { counted } from "../../base/counted.ts";
import { ago, tableText } from "../options/table-text.ts";

/** The text of `supernode status`. */
export function supernodeStatusText(rows: StatusRows, now: number, style: StatusStyle): string {
  const dimTitle = (text: string, _: number, row: number) => (row === 0 ? style.dim(text) : text);
  const info = rows["info"]![0]!;
  const edges = rows["edges"]!;
  const packets = (type: string) => rows["packetstats"]!.find((row) => row["type"] === type)?.["tx_pkt"] ?? 0;
  const head = [
    `supernode ${cell(info, "version")}, up ${ago(Number(info["start_time"]), now)}, ${mac(info)}`,
    `listens on ${cell(info, "sockaddr") || "nothing"}, UDP and TCP`,
    style.bold(`${communitiesText(Number(info["communities"]))}, ${counted(Number(info["edges"]), "edge")}`),
    `relayed ${packets("forward")} packets to one edge, ${packets("broadcast")} copies to all; dropped ${packets("errors")}${byKernel(info)}`,
    ...problemLines(rows["problems"] ?? [], now, printable),
    "",
  ];
  const communities = tableText(
    ["COMMUNITY", "NETWORK", "KIND"],
    rows["communities"]!.map((row) => [
      row["is_federation"] === 1 ? "(supernodes)" : cell(row, "community"),
      cell(row, "ip4addr") || "-",
      row["is_federation"] === 1 ? "federation" : row["purgeable"] === 1 ? "made by edges" : "listed",
    ]),
    dimTitle,
  );
  const table = tableText(
    ["COMMUNITY", "ADDRESS", "NAME", "MAC", "SOCKET", "BY", "SEEN"],
    edges.map((row) => [
      cell(row, "community"),
      cell(row, "ip4addr"),
      cell(row, "desc") || "?",
      mac(row),
      cell(row, "sockaddr"),
      cell(row, "proto"),
      ago(Number(row["last_seen"]), now),
    ]),
    dimTitle,
  );
  return head.join("\n") + "\n" + communities + (edges.length === 0 ? "" : "\n" + table);
}

/** The text of `supernode leases`. */
export function leasesTable(rows: StatusRows, now: number, style: StatusStyle): string {
  const leases = [...rows["leases"]!].sort(
    (a, b) => order(cell(a, "community"), cell(b, "community")) || order(numeric(a), numeric(b)),
  );
  if (leases.length === 0) return "no addresses are in use, kept or reserved\n";
  return tableText(
    ["COMMUNITY", "ADDRESS", "NAME", "MAC", "STATE", "SEEN", "KEPT UNTIL"],
    leases.map((row) => [
      cell(row, "community"),
      cell(row, "ip4addr"),
      cell(row, "desc") || "?",
      mac(row) || "any",
      cell(row, "state"),
      ago(Number(row["last_seen"]), now),
      Number(row["until"]) === 0 ? "-" : new Date(Number(row["until"]) * 1000).toISOString().slice(0, 16) + "Z",
    ]),
    (text, _, row) => (row === 0 ? style.dim(text) : text),
  );
}

const order = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

const numeric = (row: StatusRow): number =>
  cell(row, "ip4addr")
    .split(".")
    .reduce((sum, part) => sum * 256 + Number(part), 0);

/** An open supernode has the kernel drop what cannot be a plain message. */
const byKernel = (info: StatusRow) =>
  Number(info["kernel_drops"] ?? 0) > 0 ? `, ${cell(info, "kernel_drops")} of them by the kernel, unread` : "";

const communitiesText = (number: number) => (number === 1 ? "1 community" : `${number} communities`);

/** Edges choose some of these texts: they must not control a terminal. */
const cell = (row: StatusRow, name: string): string => printable(String(row[name] ?? ""));

/** In lower case, as everywhere except in n2n's own answers. */
const mac = (row: StatusRow): string => cell(row, "macaddr").toLowerCase();
