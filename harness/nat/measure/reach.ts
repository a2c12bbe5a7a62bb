import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Reach } from "../../evidence/evidence.ts";
import { tuned as probe, type InsideHost, type Prober } from "../probe/probe.ts";

/**
 * Tunable: remote ports that are tried with every NAT, in addition to one high port and those that it declares.
 * `patience`: how long to wait for a refusal, which the router sends at once or never, in multiples of `wait`.
 */
const tuned = { udp: [53, 123, 443, 3478], tcp: [53, 80, 443], patience: [1, 2] } as const;

/** RFC 5780 §4.2, RFC 3489 §10.1: which remote ports can be reached, and how are others refused? */
export async function measureReach(prober: Prober, host: InsideHost, named: readonly number[]): Promise<Reach[]> {
  const high = prober.somePort();
  const ports = (usual: readonly number[]) => [...new Set([...usual, ...named, high])].sort((a, b) => a - b);
  const found = await Promise.all([overUdp(prober, host, ports(tuned.udp)), overTcp(prober, host, ports(tuned.tcp))]);
  for (const { protocol, port, outcome } of found.flat()) prober.observe(`reach: ${protocol} port ${port} ${outcome}`);
  return found.flat();
}

async function overUdp(prober: Prober, host: InsideHost, ports: readonly number[]): Promise<Reach[]> {
  const socket = await prober.openInside(host);
  return Promise.all(
    ports.map(async (port): Promise<Reach> => {
      const server = await prober.openServer(port);
      const external = await prober.cross(socket, server.local, server);
      const answered = external !== undefined && (await prober.cross(server, external, socket)) !== undefined;
      return { protocol: "udp", port, outcome: answered ? "open" : await refusal(prober, host, server.local) };
    }),
  );
}

/** Only a connected socket learns of a refusal (RFC 1122 §4.1.3.3). */
async function refusal(prober: Prober, host: InsideHost, to: Endpoint): Promise<Reach["outcome"]> {
  const socket = await prober.openInside(host, undefined, to);
  if (socket.refused === undefined) return "blocked";
  for (const times of tuned.patience) {
    socket.send(to, prober.token());
    if (await socket.refused(prober.wait * times)) return "prohibited";
  }
  return "silent";
}

async function overTcp(prober: Prober, host: InsideHost, ports: readonly number[]): Promise<Reach[]> {
  const { dial, servers, wait } = prober;
  if (dial === undefined) return [];
  const { address } = servers.primary.local;
  return Promise.all(
    ports.map(async (port): Promise<Reach> => {
      for (const times of probe.patience) {
        const outcome = await dial(host.node, { address, port }, wait * times);
        if (outcome !== "silent") return { protocol: "tcp", port, outcome };
      }
      return { protocol: "tcp", port, outcome: "silent" };
    }),
  );
}
