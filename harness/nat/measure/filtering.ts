import { sameEndpoint, type Endpoint } from "../../../src/base/address/endpoint.ts";
import type { NatMeasurement } from "../../evidence/evidence.ts";
import { arrived, named, tuned, type InsideHost, type Prober } from "../probe/probe.ts";
import type { ProbeSocket } from "../probe/sockets.ts";

export interface FilteringMeasured {
  readonly filtering: NatMeasurement["filtering"];
  readonly earlyInbound?: NonNullable<NatMeasurement["earlyInbound"]>;
}

/**
 * RFC 5780 §4.4: an inside socket has sent only to A1:p1; whose datagrams reach it?
 *
 * No timeouts are needed: the strangers' datagrams are sent before one from A1:p1, on a path that keeps order. If that one
 * has arrived and theirs have not, they were refused.
 */
export async function measureFiltering(prober: Prober, host: InsideHost): Promise<FilteringMeasured> {
  const { primary, otherPort, otherAddress } = prober.servers;
  const socket = await prober.openInside(host);
  const external = await prober.cross(socket, primary.local, primary);
  if (external === undefined) return { filtering: "blocked" };
  const strangers = [otherAddress, otherPort].map((sender) => ({ sender, token: prober.token() }));
  for (let round = 0; round < tuned.rounds; round++) {
    for (const { sender, token } of strangers) sender.send(external, token);
    if ((await prober.cross(primary, external, socket)) === undefined) return { filtering: "blocked" };
  }
  const [address, port] = await Promise.all(
    strangers.map(async ({ sender, token }) => {
      const from = (await arrived(socket, token))?.from;
      prober.observe(`filtering: ${named(sender.local)} → ${named(external)} ${verb(from, sender)}`);
      // A datagram whose source is not the stranger's might pass any filter, and would prove nothing.
      return from !== undefined && sameEndpoint(from, sender.local);
    }),
  );
  const externals = [external, await prober.cross(socket, otherAddress.local, otherAddress)];
  externals.push(await prober.cross(socket, otherPort.local, otherPort));
  prober.observe(
    `early inbound: ${named(socket.local)} was ${externals.slice(0, 1).map(named).join()}, afterwards ${externals.slice(1).map(named).join(" and ")}`,
  );
  return { filtering: judgeFiltering(address!, port!), ...early(externals) };
}

export function judgeFiltering(otherAddress: boolean, otherPort: boolean): NatMeasurement["filtering"] {
  if (otherAddress) return otherPort ? "endpoint-independent" : "mixed";
  return otherPort ? "address-dependent" : "address-and-port-dependent";
}

const verb = (from: Endpoint | undefined, sender: ProbeSocket): string => {
  if (from === undefined) return "refused";
  return sameEndpoint(from, sender.local) ? "let in" : `let in, but as ${named(from)}`;
};

/**
 * A refused datagram must leave no state. Linux by default tracks it as a flow of the router's own, which then occupies
 * the port that the inside socket's later packet to the same stranger needs: that packet gets another port, and the hole
 * is punched in the wrong place.
 */
function early(externals: readonly (Endpoint | undefined)[]): Pick<FilteringMeasured, "earlyInbound"> {
  const [before] = externals;
  if (before === undefined || externals.includes(undefined)) return {};
  return {
    earlyInbound: externals.every((external) => external !== undefined && sameEndpoint(external, before))
      ? "stable"
      : "moved",
  };
}
