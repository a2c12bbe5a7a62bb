import type { Duration } from "../../../src/base/instant.ts";
import type { Dependence, Egress, Firewall, Nat, Refresh, Translation } from "../../topology/nat/nat.ts";

/**
 * The behaviour of NATs and firewalls in series, innermost first, as seen by hosts of the innermost: the stricter mapping
 * and filtering, the ports of the last one that chooses its own, and what only the outermost one decides. The innermost
 * one decides whether inside hosts share ports: to the outer ones they are one host, with one external address, if each
 * host has one, and one block of ports.
 *
 * Not for a chain whose outer NAT lacks a firewall of its own (`unguarded`) or hairpins packets with their inside source.
 */
export function inSeries(chain: readonly Nat[]): Nat {
  const layers = chain.filter((nat): nat is Translation => nat.translates);
  const walls = chain.flatMap((nat) => (nat.translates ? [] : (nat.firewall ?? [])));
  const egress = both(chain.flatMap(({ egress }) => egress ?? []));
  const outermost = layers.at(-1);
  if (outermost === undefined) {
    return {
      translates: false,
      ...(walls.length > 0 && { firewall: strictestWall(walls) }),
      ...(egress && { egress }),
    };
  }
  const { overloading, block, limit, pooling, change, egress: own, ...rest } = outermost;
  const alone = layers.length === 1;
  const innermost = layers[0]!;
  return {
    ...rest,
    ...(own !== undefined && { egress: own }),
    ...strictestWall([...layers, ...walls]),
    mapping: strictest(layers.map((nat) => nat.mapping)),
    ports: layers.findLast((nat) => nat.ports !== "preserving")?.ports ?? "preserving",
    ...(innermost.overloading !== undefined && { overloading: innermost.overloading }),
    ...(alone && change !== undefined && { change }),
    ...(alone && overloading !== undefined && { overloading }),
    ...(limit !== undefined && { limit }),
    ...(block !== undefined && (alone ? { block } : { sharedBlock: block, limit: Math.min(block, limit ?? block) })),
    ...(pooling !== undefined && (alone || pooling.kind === "arbitrary") && { pooling }),
    ...(egress && { egress }),
  };
}

const strictness: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];

const strictest = (all: readonly Dependence[]): Dependence =>
  strictness[Math.max(...all.map((one) => strictness.indexOf(one)))]!;

const strictestWall = (all: readonly Firewall[]): Firewall => ({
  filtering: strictest(all.map((firewall) => firewall.filtering)),
  idle: Math.min(...all.map((firewall) => firewall.idle)) as Duration,
  refresh: common(all.map((firewall) => firewall.refresh)),
  ...(all.length > 1 && { layers: all.map(({ idle, refresh }) => ({ idle, refresh })) }),
});

/** Only packets that refresh every layer keep the path open. */
export function common(all: readonly Refresh[]): Refresh {
  if (all.every((refresh) => refresh === "both")) return "both";
  return all.every((refresh) => refresh !== "inbound") ? "outbound" : "inbound";
}

/** Only packets that all of them let out get out. */
function both(all: readonly Egress[]): Egress | undefined {
  if (all.length === 0) return undefined;
  const ports = (of: "udp" | "tcp") =>
    all
      .flatMap((egress) => (egress[of] === undefined ? [] : [egress[of]]))
      .reduce<readonly number[] | undefined>(
        (some, more) => (some === undefined ? more : some.filter((port) => more.includes(port))),
        undefined,
      );
  const [udp, tcp] = [ports("udp"), ports("tcp")];
  return { ...(udp && { udp }), ...(tcp && { tcp }), refusal: all[0]!.refusal };
}
