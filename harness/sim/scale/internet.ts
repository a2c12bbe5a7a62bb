import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { milliseconds } from "../../../src/base/instant.ts";
import { fraction, seededRandom, type Random } from "../../../src/base/random.ts";
import { NatModel } from "../../nat/model/model.ts";
import type { EventQueue } from "../network/event-queue.ts";
import type { Site } from "./plan.ts";
import { seedOf } from "./seed-of.ts";

/** The fate of a datagram. `lost`: by a link. `refused`: by a NAT. `nobody`: no program owns that socket. */
export type DatagramFate = "delivered" | "lost" | "refused" | "nobody";

/** `multicast`: came by the LAN's group. */
type Receive = (from: Endpoint, bytes: Uint8Array, multicast: boolean) => void;

export interface SentDatagram {
  readonly sender: string;
  readonly to: Endpoint;
  readonly bytes: Uint8Array;
}

/** Called with the fate of every datagram; `receiver` = the program that received it. */
export type OnFate = (sent: SentDatagram, fate: DatagramFate, receiver?: string) => void;

/** Milliseconds within a LAN. */
const lanDelay = milliseconds(0.3);

/**
 * Homes with NATs, public servers, and links with delay and loss: no cables, no captures, only the fate of datagrams.
 */
export class Internet {
  readonly #queue: EventQueue;
  readonly #onFate: OnFate;
  readonly #seed: number;
  readonly #homes = new Map<string, Home>();
  readonly #byAddress = new Map<string, Home>();
  readonly #servers = new Map<string, { readonly name: string; readonly receive: Receive }>();

  constructor(seed: number, sites: readonly Site[], queue: EventQueue, onFate: OnFate) {
    this.#queue = queue;
    this.#onFate = onFate;
    this.#seed = seed;
    for (const site of sites) {
      const home: Home = {
        site,
        external: addressOf(site),
        boots: 0,
        nat: undefined!,
        luck: undefined!,
        sockets: new Map(),
      };
      home.luck = seededRandom(seedOf(seed, `${site.name} luck`));
      this.#homes.set(site.name, home);
      this.#byAddress.set(home.external, home);
      this.reboot(site.name);
    }
  }

  /** The NAT forgets everything, and allocates ports in another order. */
  reboot(site: string): void {
    const home = this.#homes.get(site)!;
    const seed = seedOf(this.#seed, `${site} nat ${home.boots++}`);
    home.nat = new NatModel(home.site.nat, { external: home.external, seed });
  }

  /** A public socket. */
  serve(name: string, at: Endpoint, receive: Receive): void {
    this.#servers.set(endpointKey(at), { name, receive });
  }

  unserve(at: Endpoint): void {
    this.#servers.delete(endpointKey(at));
  }

  /** A socket of host `host` in a home. */
  open(name: string, site: string, host: number, port: number, receive: Receive): HomeSocket {
    const home = this.#homes.get(site)!;
    const inside = { address: home.site.nat.translates ? `192.168.1.${host}` : home.external, port };
    home.sockets.set(endpointKey(inside), { name, inside, receive });
    return {
      send: (to, bytes) => this.#fromHome(home, inside, { sender: name, to, bytes }),
      announce: (bytes) => this.#toNeighbours(home, inside, bytes),
      close: () => void home.sockets.delete(endpointKey(inside)),
    };
  }

  fromServer(at: Endpoint, sent: SentDatagram): void {
    this.#travel(at, sent, milliseconds(0));
  }

  /** External ports in use, by home. */
  *bindings(): Generator<{ readonly site: string; readonly count: number }> {
    for (const { site, nat } of this.#homes.values()) {
      yield { site: site.name, count: [...nat.bindings(this.#queue.now)].length };
    }
  }

  #fromHome(home: Home, inside: Endpoint, sent: SentDatagram): void {
    const { to } = sent;
    if (home.site.nat.translates && to.address.startsWith("192.168.")) return this.#toInside(home, inside, to, sent);
    if (home.site.nat.translates && to.address === home.external) {
      const turned = home.nat.hairpin(inside, to, this.#queue.now);
      return turned === undefined ? this.#onFate(sent, "refused") : this.#toInside(home, turned.from, turned.to, sent);
    }
    const from = home.nat.outbound(inside, to, this.#queue.now);
    if (from === undefined) return this.#onFate(sent, "refused");
    if (unlucky(home)) return this.#onFate(sent, "lost");
    this.#travel(from, sent, milliseconds(home.site.delay));
  }

  #travel(from: Endpoint, sent: SentDatagram, delay: number): void {
    const home = this.#byAddress.get(sent.to.address);
    this.#queue.after(milliseconds(delay + (home?.site.delay ?? 0)), () => {
      if (home !== undefined) return this.#toHome(home, from, sent);
      const server = this.#servers.get(endpointKey(sent.to));
      this.#onFate(sent, server === undefined ? "nobody" : "delivered", server?.name);
      server?.receive(from, sent.bytes, false);
    });
  }

  #toHome(home: Home, from: Endpoint, sent: SentDatagram): void {
    if (unlucky(home)) return this.#onFate(sent, "lost");
    const inside = home.nat.inbound(from, sent.to, this.#queue.now);
    if (inside === undefined) return this.#onFate(sent, "refused");
    this.#hand(home, from, inside, sent);
  }

  #toInside(home: Home, from: Endpoint, to: Endpoint, sent: SentDatagram): void {
    this.#queue.after(lanDelay, () => this.#hand(home, from, to, sent));
  }

  #hand(home: Home, from: Endpoint, to: Endpoint, sent: SentDatagram): void {
    const socket = home.sockets.get(endpointKey(to));
    this.#onFate(sent, socket === undefined ? "nobody" : "delivered", socket?.name);
    socket?.receive(from, sent.bytes, false);
  }

  #toNeighbours(home: Home, inside: Endpoint, bytes: Uint8Array): void {
    if (!home.site.nat.translates) return;
    for (const socket of home.sockets.values()) {
      if (socket.inside !== inside) this.#queue.after(lanDelay, () => socket.receive(inside, bytes, true));
    }
  }
}

export interface HomeSocket {
  send(to: Endpoint, bytes: Uint8Array): void;
  /** To the local discovery group. */
  announce(bytes: Uint8Array): void;
  close(): void;
}

interface Home {
  readonly site: Site;
  readonly external: string;
  boots: number;
  nat: NatModel;
  luck: Random;
  readonly sockets: Map<string, { readonly name: string; readonly inside: Endpoint; readonly receive: Receive }>;
}

const unlucky = ({ site, luck }: Home): boolean => site.loss > 0 && fraction(luck) < site.loss;

/** 198.18.1.0 onwards, in RFC 2544's 198.18.0.0/15. */
const addressOf = ({ number }: Site): string => {
  const n = number + 255;
  return `198.${18 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
};
