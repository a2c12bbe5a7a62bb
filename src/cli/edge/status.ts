import { printable } from "../../base/byte-text.ts";
import { problemLines } from "../management/problem-text.ts";
import type { StatusRow, StatusRows } from "../management/status.ts";
import type { StatusStyle } from "../management/status-style.ts";
import type { PathReason } from "../../status/edge-status.ts";
import { pathReasons, registersText } from "../../status/path-reasons.ts";
import { counted } from "../../base/counted.ts";
import { ago, tableText } from "../options/table-text.ts";

const states = ["", "registered", "waiting for an answer"] as const;

const registers = (row: StatusRow) => registersText(Number(row["registers"]));

/** The text of `edge status`. */
export function edgeStatusText(rows: StatusRows, now: number, style: StatusStyle): string {
  const info = rows["info"]![0]!;
  const supernodes = rows["supernodes"]!;
  const paths = [...rows["paths"]!].sort((a, b) => cell(a, "ip4addr").localeCompare(cell(b, "ip4addr")));
  const direct = paths.filter(({ path }) => path === "direct").length;
  const name = info["community"] === "" ? "(headers are encrypted)" : cell(info, "community");
  const address = info["ip4addr"] === "" ? "no address yet" : `${cell(info, "ip4addr")} ${cell(info, "ip4netmask")}`;
  const lines = [
    `edge ${cell(info, "version")}, up ${ago(Number(info["start_time"]), now)}, ${cell(info, "registration")}`,
    `community  ${name}`,
    `interface  ${address}, ${mac(info)}`,
    `socket     ${cell(info, "local_sockaddr") || "none"}, seen by the supernode as ${cell(info, "sockaddr") || "nothing yet"}`,
    ...supernodes.map((row) => `supernode  ${supernode(row, now, cell(info, "registration"))}`),
    ...(info["bridge_here"] === undefined
      ? []
      : [`bridge     ${hosts(info, "bridge_here")} behind this edge, ${hosts(info, "bridge_there")} behind others`]),
    ...problemLines(rows["problems"] ?? [], now, printable),
    "",
    paths.length === 0
      ? "no peers yet"
      : style.bold(`${counted(paths.length, "peer")}, ${direct} direct, ${paths.length - direct} relayed`),
  ];
  const table = tableText(
    ["ADDRESS", "NAME", "MAC", "PATH", "SOCKET", "SINCE", "RTT", "SEEN", "AUTHENTIC", "WHY"],
    paths.map((row) => [
      cell(row, "ip4addr") || "?",
      cell(row, "desc") || "?",
      mac(row),
      cell(row, "path"),
      cell(row, "sockaddr") || "-",
      ago(Number(row["since"]), now),
      row["rtt_ms"] === undefined ? "-" : roundTrip(row),
      ago(Number(row["last_seen"]), now),
      authentic(row),
      why(row),
    ]),
    (text, column, row) => (row === 0 ? style.dim(text) : column === pathColumn ? pathStyle(text, style) : text),
  );
  return lines.join("\n") + "\n" + (paths.length === 0 ? "" : table);
}

const hosts = (info: StatusRow, name: string): string => counted(Number(info[name]), "host");

function supernode(row: StatusRow, now: number, registration: string): string {
  const isRefused = row["current"] !== 0 && registration === "refused";
  const state = isRefused ? "refuses this edge" : states[Number(row["current"])] || "in reserve";
  const seen = row["last_seen"] === 0 ? "" : `, answered ${ago(Number(row["last_seen"]), now)} ago`;
  const version = row["version"] ? `, version ${cell(row, "version")}` : "";
  const trip = row["rtt_ms"] === undefined ? "" : `, RTT ${roundTrip(row)}`;
  return `${cell(row, "sockaddr")}, ${state}${seen}${trip}${version}`;
}

/** A newer edge may have reasons that this command does not know. */
function why(row: StatusRow): string {
  const reason = cell(row, "why");
  return Object.hasOwn(pathReasons, reason) ? pathReasons[reason as PathReason](registers(row)) : reason;
}

/** Shown even while a session stands: the peer may have fallen back, or its name is being forged. */
function authentic(row: StatusRow): string {
  if (row["refused"] === 1) return "REFUSED";
  return row["authenticated"] === 1 ? "yes" : "no";
}

const pathColumn = 3;
const pathStyle = (text: string, style: StatusStyle) => style[text.startsWith("direct") ? "green" : "yellow"](text);

/** In milliseconds, to three digits. */
function roundTrip(row: StatusRow): string {
  const time = Number(row["rtt_ms"]);
  return `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
}

/** Peers choose some of these texts: they must not control a terminal. */
const cell = (row: StatusRow, name: string): string => printable(String(row[name] ?? ""));

/** In lower case, as everywhere except in n2n's own answers. */
const mac = (row: StatusRow): string => cell(row, "macaddr").toLowerCase();
