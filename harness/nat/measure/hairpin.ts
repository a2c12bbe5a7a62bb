import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { NatMeasurement } from "../../evidence/evidence.ts";
import { arrived, named, tuned, type InsideHost, type Prober } from "../probe/probe.ts";
import type { ProbeArrival, ProbeSocket } from "../probe/sockets.ts";

/** An inside socket with its external endpoint towards A1:p1. */
interface Side {
  readonly socket: ProbeSocket;
  readonly external: Endpoint;
}

/**
 * RFC 5780 §4.5, RFC 4787 §6: two inside sockets send to each other's external endpoint. Both send, so that each opens its
 * filter for the other. Undefined if nothing gets out either.
 */
export async function measureHairpin(prober: Prober, hosts: readonly InsideHost[]): Promise<NatMeasurement["hairpin"]> {
  const { primary } = prober.servers;
  const sides = await Promise.all(
    [hosts[0]!, hosts.at(-1)!].map(async (host) => {
      const socket = await prober.openInside(host);
      return { socket, external: await prober.cross(socket, primary.local, primary) };
    }),
  );
  const [left, right] = sides.filter((side): side is Side => side.external !== undefined);
  if (left === undefined || right === undefined) return undefined;
  const there = prober.token();
  const back = prober.token();
  for (let round = 0; round < tuned.rounds; round++) {
    left.socket.send(right.external, there);
    right.socket.send(left.external, back);
    if (!(await passed(prober, [left, right]))) return undefined;
  }
  const seen = [
    outcome(prober, left, right, await arrived(right.socket, there)),
    outcome(prober, right, left, await arrived(left.socket, back)),
  ];
  return seen.find((verdict) => verdict !== "none") ?? "none";
}

/**
 * Control packets that cannot overtake the probes: first out through the NAT, as the probes went, then back in to the
 * sockets that the probes are for.
 */
async function passed(prober: Prober, sides: Side[]): Promise<boolean> {
  const { primary } = prober.servers;
  const out = await Promise.all(sides.map(({ socket }) => prober.cross(socket, primary.local, primary)));
  const back = await Promise.all(sides.map(({ socket, external }) => prober.cross(primary, external, socket)));
  return [...out, ...back].every((from) => from !== undefined);
}

function outcome(
  prober: Prober,
  from: Side,
  to: Side,
  arrival: ProbeArrival | undefined,
): "none" | "external-source" | "internal-source" {
  prober.observe(
    `hairpin: ${named(from.socket.local)} → ${named(to.external)} ${arrival ? `came from ${named(arrival.from)}` : "did not come back"}`,
  );
  if (arrival === undefined) return "none";
  // Only the address is compared: a dependent mapping has another port for each peer, and a pool may use another address.
  return arrival.from.address === from.socket.local.address ? "internal-source" : "external-source";
}
