import { sameEndpoint, type Endpoint } from "../../../src/base/address/endpoint.ts";
import type { NatMeasurement } from "../../evidence/evidence.ts";
import { arrived, named, tuned, type InsideHost, type Prober } from "../probe/probe.ts";
import type { ProbeSocket } from "../probe/sockets.ts";

export interface FilteringMeasured {
  readonly filtering: NatMeasurement["filtering"];
  readonly earlyInbound?: NonNullable<NatMeasurement["earlyInbound"]>;
}

/**
 * RFC 5780 §4.4: an inside socket has talked only to A1:p1; whose datagrams reach it?
 *
 * Silence is not waited for. The strangers' datagrams are sent before one of A1:p1, on a path that keeps order; when
 * that one has come and theirs have not, they were refused.
 */
export async function measureFiltering(prober: Prober, host: InsideHost): Promise<FilteringMeasured> {
  const { primary, otherPort, otherAddress } = prober.servers;
  const socket = await prober.openInside(host);
  const face = await prober.cross(socket, primary.local, primary);
  if (face === undefined) return { filtering: "blocked" };
  const strangers = [otherAddress, otherPort].map((sender) => ({ sender, token: prober.token() }));
  for (let round = 0; round < tuned.rounds; round++) {
    for (const { sender, token } of strangers) sender.send(face, token);
    if ((await prober.cross(primary, face, socket)) === undefined) return { filtering: "blocked" };
  }
  const [address, port] = await Promise.all(
    strangers.map(async ({ sender, token }) => {
      const from = (await arrived(socket, token))?.from;
      prober.observe(`filtering: ${named(sender.local)} → ${named(face)} ${verb(from, sender)}`);
      // A datagram that shows another source than the stranger's would pass any filter, and prove nothing.
      return from !== undefined && sameEndpoint(from, sender.local);
    }),
  );
  const faces = [face, await prober.cross(socket, otherAddress.local, otherAddress)];
  faces.push(await prober.cross(socket, otherPort.local, otherPort));
  prober.observe(
    `early inbound: ${named(socket.local)} was ${faces.slice(0, 1).map(named).join()}, afterwards ${faces.slice(1).map(named).join(" and ")}`,
  );
  return { filtering: judgeFiltering(address!, port!), ...early(faces) };
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
 * A refused datagram must leave no trace. Linux by itself tracks it as a flow of the router's own, which then holds
 * the port that the inside socket's later packet to the same stranger needs: that one gets another, and the hole that
 * was to be punched is elsewhere.
 */
function early(faces: readonly (Endpoint | undefined)[]): Pick<FilteringMeasured, "earlyInbound"> {
  const [before] = faces;
  if (before === undefined || faces.includes(undefined)) return {};
  return { earlyInbound: faces.every((face) => face !== undefined && sameEndpoint(face, before)) ? "stable" : "moved" };
}
