import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex } from "../../base/bytes.ts";
import { ipText } from "../../base/address/ip.ts";
import { type FilterEnd, type FilterRule, parseRule, TrafficFilter } from "./traffic-filter.ts";
import recorded from "../vectors/traffic_filter.json" with { type: "json" };

const rule = (text: string): FilterRule => parseRule(text)!;
const number = { accept: 1, drop: 0 };

describe("rules as the reference reads them", () => {
  it.each(recorded.vectors.filter(({ kind }) => kind === "parse"))("$rule", (record) => {
    const parsed = parseRule(record.rule!);
    expect(
      parsed && { ...flat("src", parsed.source), ...flat("dst", parsed.destination), ...verdicts(parsed) },
    ).toEqual(record.valid ? without(record, ["kind", "rule", "valid"]) : undefined);
  });

  it.each(["10.0.0.256,10.0.0.1", "10.0.0.1/33,10.0.0.1", "10.0.0.1:65536,10.0.0.1", "::1,::2", "1.1.1.1,2.2.2.2,TCP"])(
    "%s is none",
    (text) => expect(parseRule(text)).toBeUndefined(),
  );
});

describe("verdicts of the reference", () => {
  it.each(recorded.vectors.filter(({ kind }) => kind === "verdict"))("$ip_protocol $src → $dst:$dst_port", (record) => {
    const filter = new TrafficFilter(record.rules!.map(rule));
    expect(filter.verdict(fromHex(record.frame!))).toBe(record.verdict);
  });
});

describe("what the vectors do not cover", () => {
  const tcp = "0000000000000000000000000800450000420000000040060000c0a80105c0a8000703e80050";
  const changed = (at: number, bytes: string) =>
    fromHex(tcp.slice(0, 2 * at) + bytes + tcp.slice(2 * at + bytes.length));
  const web = new TrafficFilter([rule("0.0.0.0/0,0.0.0.0/0:80,TCP-,UDP-")]);
  const all = new TrafficFilter([rule("0.0.0.0/0,0.0.0.0/0,TCP-,UDP-")]);

  it("a rule whose address has host bits matches nothing", () => {
    const filter = new TrafficFilter([rule("192.168.1.5/24,0.0.0.0/0,TCP-")]);
    expect(filter.verdict(fromHex(tcp))).toBe("accept");
  });

  it("a rule about ports does not match later fragments, which have none; a rule about all ports does", () => {
    expect(web.verdict(fromHex(tcp))).toBe("drop");
    expect(web.verdict(changed(20, "00b9"))).toBe("accept");
    expect(all.verdict(changed(20, "00b9"))).toBe("drop");
  });

  it("ports are found behind IP options", () => {
    const withOptions = tcp.slice(0, 28) + "46" + tcp.slice(30, 68) + "01010101" + tcp.slice(68);
    expect(web.verdict(fromHex(withOptions))).toBe("drop");
  });

  it("other protocols, ARP and IPv6 are accepted", () => {
    expect(all.verdict(changed(23, "2f"))).toBe("accept");
    expect(all.verdict(changed(12, "0806"))).toBe("accept");
    expect(all.verdict(changed(12, "86dd"))).toBe("accept");
  });

  it("any bytes have a verdict", () => {
    const frame = fc
      .uint8Array({ maxLength: 60 })
      .map((tail) => Uint8Array.from([...fromHex(tcp).subarray(0, 14), ...tail]));
    fc.assert(fc.property(frame, (bytes) => ["accept", "drop"].includes(all.verdict(bytes))));
  });
});

function flat(name: string, { address, prefix, firstPort, lastPort }: FilterEnd): object {
  const bytes = Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
  return {
    [name]: ipText(bytes),
    [`${name}_bits`]: prefix,
    [`${name}_port_from`]: firstPort,
    [`${name}_port_to`]: lastPort,
  };
}

function verdicts(rule: FilterRule): object {
  return Object.fromEntries(
    (["tcp", "udp", "icmp"] as const).map((name) => [name, rule[name] ? number[rule[name]] : -1]),
  );
}

function without(record: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
