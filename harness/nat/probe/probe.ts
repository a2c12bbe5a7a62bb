import { sameBytes } from "../../../src/base/bytes.ts";
import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Duration, Instant } from "../../../src/base/instant.ts";
import type { Random } from "../../../src/base/random.ts";
import type { ProbeArrival, ProbeSocket, ProbeSockets } from "./sockets.ts";

/** Where the prober is. It controls both ends of every probe, so that a token suffices as message. */
export interface ProbePlace {
  /** One or two hosts of one LAN behind the NAT; clashing ports can be measured only with two. */
  readonly inside: readonly InsideHost[];
  /** One node outside with two addresses, on which the ports must be free. */
  readonly servers: {
    readonly node: string;
    readonly addresses: readonly [string, string];
    readonly ports: readonly [number, number];
  };
  /** A different stream for each measurement: it picks inside ports, and the filter of a reused port is open already. */
  readonly random: Random;
  /**
   * Inside ports to choose from, in separate ranges for several measurements of one NAT. Default: 20 000 ports below those
   * that NATs and kernels allocate.
   */
  readonly insidePorts?: { readonly first: number; readonly count: number };
  /** How long to wait for a probe the first time; longer than the round trip. Takes this long only if one is lost. */
  readonly wait: Duration;
  /** `full` measures all of `ThoroughMeasurement` too, one part after the other; absent = quick. */
  readonly depth?: "quick" | "full";
  /** For lifetimes in full depth: a clock, and how long to wait for an unused mapping to expire. */
  readonly lifetime?: { readonly now: () => Instant; readonly longest: Duration };
  /** Remote ports to try in addition to the usual ones. */
  readonly reach?: readonly number[];
}

export interface InsideHost {
  readonly node: string;
  readonly address: string;
}

/** RFC 5780 §4: the four sockets of a STUN server that has an alternate address and an alternate port. */
export interface Servers {
  readonly primary: ProbeSocket;
  readonly otherPort: ProbeSocket;
  readonly otherAddress: ProbeSocket;
  readonly otherBoth: ProbeSocket;
}

/** What every part of a measurement works with. */
export interface Prober {
  readonly servers: Servers;
  /** A socket without a mapping yet; with `port`, on exactly that port; with `peer`, connected to it. */
  openInside(host: InsideHost, port?: number, peer?: Endpoint): Promise<ProbeSocket>;
  /** As `ProbeSockets`. */
  readonly dial?: NonNullable<ProbeSockets["dial"]>;
  /** Milliseconds, as `ProbePlace`. */
  readonly wait: Duration;
  /** One of `insidePorts`. */
  somePort(): number;
  token(): Uint8Array;
  /** Sends from `sender` to `to` until `receiver` has it. Resolves to the source that the receiver saw; undefined = it did not get through. */
  cross(sender: ProbeSocket, to: Endpoint, receiver: ProbeSocket): Promise<Endpoint | undefined>;
  /** By inside address: the external endpoints that servers have seen so far, or since they were forgotten. */
  readonly externalEndpoints: ReadonlyMap<string, ReadonlyMap<string, Endpoint>>;
  forgetFaces(): void;
  /** A socket of the servers' first address. */
  openServer(port: number): Promise<ProbeSocket>;
  observe(line: string): void;
}

/**
 * Tunable. `patience`: how long to wait for a probe and its repetitions, which carry the same token, in multiples of
 * `wait`. A loaded machine delays probes, and a late one counts like any other. `rounds`: how often a control packet must
 * arrive without the probe before it counts as refused, so that one loss is not a refusal.
 */
export const tuned = {
  tokenBytes: 12,
  patience: [1, 2, 4],
  rounds: 3,
  ports: { first: 10_000, count: 20_000 },
  opens: 8,
};

export async function openProber(sockets: ProbeSockets, place: ProbePlace, observations: string[]): Promise<Prober> {
  const { random } = place;
  const [first, second] = place.servers.addresses;
  const [usual, alternate] = place.servers.ports;
  const server = (address: string, port: number) => sockets.open(place.servers.node, address, port);
  const [primary, otherPort, otherAddress, otherBoth] = await Promise.all([
    server(first, usual),
    server(first, alternate),
    server(second, usual),
    server(second, alternate),
  ]);
  const { first: lowest, count } = place.insidePorts ?? tuned.ports;
  const somePort = () => lowest + (random.u32() % count);
  const token = () => random.bytes(tuned.tokenBytes);
  const externalEndpoints = new Map<string, Map<string, Endpoint>>(
    place.inside.map(({ address }) => [address, new Map()]),
  );
  return {
    servers: { primary, otherPort, otherAddress, otherBoth },
    somePort,
    token,
    externalEndpoints,
    forgetFaces: () => {
      for (const seen of externalEndpoints.values()) seen.clear();
    },
    wait: place.wait,
    ...(sockets.dial && { dial: (node, to, timeoutMs) => sockets.dial!(node, to, timeoutMs) }),
    openServer: async (port) => (port === usual ? primary : port === alternate ? otherPort : server(first, port)),
    openInside: ({ node, address }, port, peer) =>
      port === undefined
        ? firstThatWorks(tuned.opens, () => sockets.open(node, address, somePort(), peer))
        : sockets.open(node, address, port, peer),
    observe: (line) => void observations.push(line),
    cross: async (sender, to, receiver) => {
      const mine = token();
      for (const times of tuned.patience) {
        sender.send(to, mine);
        const arrival = await receiver.receive(carries(mine), place.wait * times);
        if (arrival === undefined) continue;
        if (receiver.local.address === first)
          externalEndpoints.get(sender.local.address)?.set(endpointKey(arrival.from), arrival.from);
        return arrival.from;
      }
      return undefined;
    },
  };
}

export const carries =
  (token: Uint8Array) =>
  (bytes: Uint8Array): boolean =>
    sameBytes(bytes, token);

/** A probe that has already arrived; does not wait. */
export const arrived = (receiver: ProbeSocket, token: Uint8Array): Promise<ProbeArrival | undefined> =>
  receiver.receive(carries(token), 0);

export const named = (at: Endpoint | undefined): string => (at === undefined ? "nothing" : endpointKey(at));

/** On a real host another program may use a port. */
export async function firstThatWorks<T>(tries: number, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (tries <= 1) throw error;
    return firstThatWorks(tries - 1, attempt);
  }
}
