import { z } from "zod";
import { fromHex } from "../../../base/bytes.ts";
import { ipText } from "../../../base/address/ip.ts";
import { type FilterEnd, parseRule, TrafficFilter, type FilterVerdict } from "../../../edge/frames/traffic-filter.ts";
import { check, hexText, kindIs } from "../check.ts";

const number = z.number();
const parsed = z.object({
  src: z.string(),
  src_bits: number,
  src_port_from: number,
  src_port_to: number,
  dst: z.string(),
  dst_bits: number,
  dst_port_from: number,
  dst_port_to: number,
  tcp: number,
  udp: number,
  icmp: number,
});

const rule = check(
  "filter rule",
  (record) => kindIs("parse")(record) && "rule" in record,
  z.discriminatedUnion("valid", [
    parsed.extend({ rule: z.string(), valid: z.literal(true) }),
    z.object({ rule: z.string(), valid: z.literal(false) }),
  ]),
  (record, same) => {
    const ours = parseRule(record.rule);
    same("valid", ours !== undefined, record.valid);
    if (ours === undefined || !record.valid) return;
    const verdicts = { tcp: sign(ours.tcp), udp: sign(ours.udp), icmp: sign(ours.icmp) };
    same("parts", { ...end("src", ours.source), ...end("dst", ours.destination), ...verdicts }, parsed.parse(record));
  },
);

const verdict = check(
  "verdict of a filter",
  kindIs("verdict"),
  z.object({ rules: z.array(z.string()), frame: hexText, verdict: z.enum(["accept", "drop"]) }),
  (record, same) => {
    const rules = record.rules.flatMap((text) => parseRule(text) ?? []);
    same("rules", rules.length, record.rules.length);
    same("verdict", new TrafficFilter(rules).verdict(fromHex(record.frame)), record.verdict);
  },
);

function end(name: "src" | "dst", { address, prefix, firstPort, lastPort }: FilterEnd): object {
  return {
    [name]: ipText(Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address)),
    [`${name}_bits`]: prefix,
    [`${name}_port_from`]: firstPort,
    [`${name}_port_to`]: lastPort,
  };
}

function sign(verdict: FilterVerdict | undefined): number {
  return verdict === undefined ? -1 : verdict === "accept" ? 1 : 0;
}

export const filters = [rule, verdict];
