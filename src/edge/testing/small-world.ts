import { type Endpoint, endpointKey } from "../../base/address/endpoint.ts";
import { type Instant, instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { isMulticast, nullMac } from "../../base/address/mac.ts";
import { type Random, fraction, seededRandom } from "../../base/random.ts";
import { decode, encode } from "../../wire/codec.ts";
import type { EdgeAction } from "../action.ts";
import type { EdgeConfig } from "../config.ts";
import { Edge } from "../machine.ts";
import { config, ipv4Frame, supernode } from "../replay/rig.ts";
import type { FieldText } from "../../wire/message.ts";

// For tests: two edges, a minimal supernode that relays, one NAT in front of each edge, virtual time.
//
//      alice ── NAT ──┬── NAT ── bob
//                   relay                10 ms from each edge to the middle

export type Filtering = "none" | "address" | "port";

/** A minimal NAT: only what punching can notice; one internal socket. */
export class SmallNat {
  readonly address: string;
  readonly symmetric: boolean;
  readonly filtering: Filtering | "open";
  #next: number;
  /** Key of the destination → external port; the empty key for a cone. */
  #ports = new Map<string, number>();
  #allowed = new Map<number, Map<string, Endpoint>>();

  constructor(address: string, symmetric: boolean, filtering: Filtering | "open", firstPort: number) {
    this.address = address;
    this.symmetric = symmetric;
    this.filtering = filtering;
    this.#next = firstPort;
  }

  out(to: Endpoint): Endpoint {
    const key = this.symmetric ? endpointKey(to) : "";
    const port = this.#ports.get(key) ?? this.#next++;
    this.#ports.set(key, port);
    const allowed = this.#allowed.get(port) ?? new Map<string, Endpoint>();
    this.#allowed.set(port, allowed.set(endpointKey(to), to));
    return { address: this.address, port };
  }

  admits(from: Endpoint, to: Endpoint): boolean {
    const allowed = this.#allowed.get(to.port);
    if (allowed === undefined) return false;
    if (this.filtering === "open" || this.filtering === "none") return true;
    return [...allowed.values()].some(
      ({ address, port }) => address === from.address && (this.filtering === "address" || port === from.port),
    );
  }

  /** Forgets everything, as after a restart. */
  rebind(): void {
    this.#ports.clear();
    this.#allowed.clear();
  }
}

export interface Home {
  readonly name: "alice" | "bob";
  readonly mac: Mac;
  readonly ip: string;
  nat: SmallNat;
  /** What its line does to datagrams that are longer than `most`, in bytes; undefined = it carries all. */
  line: NarrowLine | undefined;
  /** Routers may fragment what it sends. */
  mayFragment: boolean;
  readonly edge: Edge;
  readonly got: { readonly at: Instant; readonly frame: Uint8Array }[];
  readonly paths: { readonly at: Instant; readonly path: string }[];
}

/** A line that swallows long datagrams, also in fragments if `fragments` is false, and says nothing. */
export interface NarrowLine {
  readonly most: number;
  readonly fragments: boolean;
}

interface Flight {
  readonly at: Instant;
  readonly arrive: () => void;
}

export interface SmallWorldOptions {
  readonly seed?: number;
  /** 0 to 1. */
  readonly loss?: number;
  readonly bridge?: boolean;
  /** Of both edges. */
  readonly settings?: Partial<EdgeConfig>;
}

const bridging = { bridge: true, routing: true } as const;

export class SmallWorld {
  now = instant(1_700_000_000_000);
  readonly homes: readonly [Home, Home];
  /** Datagrams from edge to edge, and all that edges sent. */
  readonly counts = { direct: 0, sent: 0 };
  supernodeUp = true;
  #registered = new Map<Mac, Endpoint>();
  #flights: Flight[] = [];
  readonly #random: Random;
  readonly #loss: number;

  constructor(
    nats: readonly [SmallNat, SmallNat],
    { seed = 1, loss = 0, bridge = false, settings = {} }: SmallWorldOptions = {},
  ) {
    this.#random = seededRandom(seed);
    this.#loss = loss;
    const home = (name: "alice" | "bob", number: number, nat: SmallNat): Home => {
      const mac = `02:00:00:00:00:0${number}` as Mac;
      const ip = `10.50.0.${number}`;
      const own = {
        ...config,
        mac,
        address: { address: ip, prefix: 24 },
        localDiscovery: false,
        ...(bridge && bridging),
        ...settings,
      };
      const edge = new Edge(own, seededRandom(seed * 10 + number));
      return { name, mac, ip, nat, line: undefined, mayFragment: false, edge, got: [], paths: [] };
    };
    this.homes = [home("alice", 1, nats[0]), home("bob", 2, nats[1])];
  }

  start(home: Home): void {
    this.#perform(home, home.edge.handle({ kind: "start" }, this.now));
  }

  /** From now on it is behind another NAT. */
  roam(home: Home, nat: SmallNat): void {
    home.nat = nat;
    this.#perform(home, home.edge.handle({ kind: "roamed" }, this.now));
  }

  /** A frame from one home's TAP to the other's. */
  frame(from: Home): void {
    const to = from === this.homes[0] ? this.homes[1] : this.homes[0];
    this.put(from, ipv4Frame(to.mac, from.mac, from.ip, to.ip));
  }

  /** Any frame from the TAP. */
  put(from: Home, frame: Uint8Array): void {
    this.#perform(from, from.edge.handle({ kind: "frame", frame }, this.now));
  }

  pass(time: number): void {
    const end = instant(this.now + time);
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      this.now = instant(Math.max(this.now, next.at));
      next.arrive();
    }
    this.now = end;
  }

  /** Both send a frame every 100 ms. */
  talk(time: number): void {
    for (let passed = 0; passed < time; passed += 100) {
      for (const home of this.homes) this.frame(home);
      this.pass(100);
    }
  }

  direct(): boolean {
    return this.homes.every(({ edge }) => edge.status().peers[0]?.path === "direct");
  }

  /** The longest time without a frame from the other side. */
  longestGap(home: Home, since: Instant): number {
    const times = [since, ...home.got.map(({ at }) => at).filter((at) => at >= since), this.now];
    return Math.max(...times.slice(1).map((at, i) => at - times[i]!));
  }

  restartSupernode(): void {
    this.#registered.clear();
  }

  /** The earliest pending delivery; `arrive` delivers and removes it. */
  #next(): Flight | undefined {
    const [flight] = this.#flights.sort((a, b) => a.at - b.at);
    const ticks = this.homes.map((home) => ({ home, at: home.edge.nextWake() }));
    const tick = ticks.reduce((a, b) => ((b.at ?? Infinity) < (a.at ?? Infinity) ? b : a));
    if (tick.at !== undefined && (flight === undefined || tick.at < flight.at)) {
      return { at: tick.at, arrive: () => this.#perform(tick.home, tick.home.edge.handle({ kind: "tick" }, this.now)) };
    }
    if (flight === undefined) return undefined;
    return { at: flight.at, arrive: () => (this.#flights.shift(), flight.arrive()) };
  }

  #perform(home: Home, actions: readonly EdgeAction[]): void {
    for (const action of actions) {
      if (action.kind === "send") {
        const from = home.nat.out(action.to);
        if (passes(home, action.bytes)) this.#send(from, action.to, action.bytes);
      } else if (action.kind === "fragments") home.mayFragment = action.allowed;
      else if (action.kind === "deliver") home.got.push({ at: this.now, frame: action.frame });
      else if (action.kind === "path") home.paths.push({ at: this.now, path: action.path });
    }
  }

  #send(from: Endpoint, to: Endpoint, bytes: Uint8Array): void {
    this.counts.sent++;
    if (fraction(this.#random) < this.#loss) return;
    const toSupernode = to.address === supernode.address;
    const arrive = () => {
      if (toSupernode) return this.#relay(from, bytes);
      const home = this.homes.find(({ nat }) => nat.address === to.address);
      if (home === undefined || !home.nat.admits(from, to)) return;
      if (from.address !== supernode.address) this.counts.direct++;
      this.#perform(home, home.edge.handle({ kind: "datagram", from, bytes }, this.now));
    };
    this.#flights.push({ at: instant(this.now + 10), arrive });
  }

  #relay(from: Endpoint, bytes: Uint8Array): void {
    if (!this.supernodeUp) return;
    const message = decode(bytes);
    if ("malformed" in message) return;
    const common = { ttl: 1, fromSupernode: true, community: message.community };
    const answer = (to: Endpoint, reply: Parameters<typeof encode>[0]) => this.#send(supernode, to, encode(reply));
    if (message.type === "REGISTER_SUPER") {
      this.#registered.set(message.edge, from);
      const auth = { scheme: 0, token: new Uint8Array() };
      const rest = { address: { address: "0.0.0.0", prefix: 0 }, lifetime: 15, supernodes: [], keyTime: 0, auth };
      const { cookie } = message;
      answer(from, { ...common, type: "REGISTER_SUPER_ACK", cookie, supernode: nullMac, socket: from, ...rest });
    } else if (message.type === "QUERY_PEER") {
      const { source, target: peer } = message;
      const socket = peer === nullMac ? from : this.#registered.get(peer);
      if (socket === undefined) return;
      answer(from, {
        ...common,
        type: "PEER_INFO",
        aflags: 0,
        source,
        peer,
        socket,
        load: 0,
        uptime: 0,
        version: "" as FieldText,
      });
    } else if (message.type === "REGISTER" || message.type === "PACKET") {
      for (const [mac, socket] of this.#registered) {
        const everybody = isMulticast(message.destination) && mac !== message.source;
        if (everybody || mac === message.destination) answer(socket, { ...message, ...common, socket: from });
      }
    }
  }
}

function passes({ line, mayFragment }: Home, { length }: Uint8Array): boolean {
  return line === undefined || length <= line.most || (mayFragment && line.fragments);
}
