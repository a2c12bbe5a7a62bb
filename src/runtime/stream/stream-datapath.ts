import { connect } from "node:net";
import { type Endpoint, endpointKey } from "../../base/address/endpoint.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { Note } from "../../base/note.ts";
import type { Datagram, Datapath, DatapathCounters, DatapathSink, TapSettings } from "../datapath/datapath.ts";
import { anyAddress } from "../datapath/main-socket.ts";
import { localAddresses } from "../datapath/local-addresses.ts";
import { Tap } from "../datapath/tap.ts";
import { Connection } from "./connection.ts";
import { Turns } from "./turns.ts";

/** Tunable. */
const tuned = {
  /** Messages that may wait for a connection to be established. */
  waiting: 64,
  /** Milliseconds to establish a connection. */
  connecting: 10_000,
  /** We send every 20 s and the supernode answers, so the machine notices if it is gone. */
  patience: { silence: 0, halfFrame: 10_000 },
  /** A previous supernode gets only the last messages. */
  connections: 2,
  /** A connection this recent is not treated as dead, in milliseconds; nor is one that may still be established. */
  young: 2000,
  /** The same failure is reported again after this long, in milliseconds. */
  saidAgain: 60_000,
} as const;

const replaced = "replaced";

/** Words for error codes. */
const words: Readonly<Record<string, string>> = {
  [replaced]: "no answer by it, or the network changed; opening another",
  EADDRNOTAVAIL: "no interface has the address of -p, or its port is taken",
};

export interface StreamDatapathSettings {
  /** Local end of the connections; port 0 and 0.0.0.0 = any. */
  readonly bind?: Endpoint;
  readonly note?: (note: Note) => void;
}

interface Way {
  readonly connection: Connection;
  /** When it was established, by `performance.now()`; undefined = not yet. */
  since: number | undefined;
  /** Undefined = the connection is established. */
  waiting: Uint8Array[] | undefined;
}

/** All datagrams over TCP, one connection per remote endpoint (`-S2`, fact sheet §3.11). */
export class StreamDatapath implements Datapath {
  readonly counters: DatapathCounters = { datagramsIn: 0, datagramsOut: 0, framesIn: 0, framesOut: 0, refused: 0 };
  readonly #settings: StreamDatapathSettings;
  readonly #tap = new Tap(this.counters, {
    frames: (batch) => this.#sink?.frames(batch),
    broken: (error) => this.#sink?.broken(error),
  });
  readonly #turns = new Turns();
  /** Latest last. */
  readonly #ways = new Map<string, Way>();
  #sink: DatapathSink | undefined;
  #hasSaidIpv4Only = false;
  /** The last failure that was reported. */
  #said: { readonly what: string; readonly at: number } | undefined;

  constructor(settings: StreamDatapathSettings = {}) {
    this.#settings = settings;
  }

  async start(sink: DatapathSink): Promise<void> {
    this.#sink = sink;
  }

  /** The local end of the latest connection. */
  get local(): Endpoint | undefined {
    return [...this.#ways.values()].at(-1)?.connection.local;
  }

  openTap(settings: TapSettings): Promise<void> {
    return this.#tap.open(settings);
  }

  send(batch: readonly Datagram[]): void {
    for (const { remote, bytes } of batch) {
      const isIpv6 = remote.address.includes(":");
      if (isIpv6) this.#sayIpv4Only(remote);
      const sent = this.#sink !== undefined && remote.port !== 0 && !isIpv6;
      this.counters[sent && this.#send(this.#way(remote), bytes) ? "datagramsOut" : "refused"]++;
    }
  }

  reconnect(remote: Endpoint): void {
    const key = endpointKey(remote);
    const way = this.#ways.get(key);
    if (way === undefined || !isDead(way)) return;
    this.#ways.delete(key);
    way.connection.reset(replaced);
  }

  announce(): void {
    this.counters.refused++;
  }

  restoreMac(mac: Mac): boolean {
    return this.#tap.restoreMac(mac);
  }

  deliver(batch: readonly Uint8Array[]): void {
    this.#tap.deliver(batch);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sink = undefined;
    const ends = [...this.#ways.values()].map(({ connection }) => connection.finish());
    await Promise.all([this.#tap[Symbol.asyncDispose](), ...ends]);
  }

  #send({ connection, waiting }: Way, bytes: Uint8Array): boolean {
    if (waiting === undefined) return connection.send(bytes);
    if (waiting.length >= tuned.waiting) return false;
    waiting.push(bytes);
    return true;
  }

  #way(remote: Endpoint): Way {
    const key = endpointKey(remote);
    const present = this.#ways.get(key);
    if (present !== undefined) return present;
    for (const way of [...this.#ways.values()].slice(0, 1 - tuned.connections)) way.connection.end();

    const { address, port } = this.#settings.bind ?? { address: anyAddress, port: 0 };
    const local = { ...(address !== anyAddress && { localAddress: address }), ...(port !== 0 && { localPort: port }) };
    const socket = connect({ host: remote.address, port: remote.port, family: 4, ...local });
    const late = setTimeout(() => connection.destroy("no answer"), tuned.connecting);
    const sink = {
      message: (bytes: Uint8Array) => this.#received(remote, bytes),
      closed: (why: string) => {
        clearTimeout(late);
        if (this.#ways.get(key) === way) this.#ways.delete(key);
        this.#lost(remote, why, way.waiting === undefined);
      },
    };
    const connection = new Connection(socket, sink, tuned.patience, this.#turns);
    const way: Way = { connection, since: undefined, waiting: [] };
    socket.once("connect", () => {
      clearTimeout(late);
      way.since = performance.now();
      const waiting = way.waiting ?? [];
      way.waiting = undefined;
      for (const bytes of waiting) connection.send(bytes);
    });
    this.#ways.set(key, way);
    return way;
  }

  #sayIpv4Only(remote: Endpoint): void {
    if (this.#hasSaidIpv4Only) return;
    this.#hasSaidIpv4Only = true;
    const facts = {
      supernode: endpointKey(remote),
      why: "-S2 works over IPv4 only",
      do: "give an IPv4 address with -l, or use -S1",
    };
    this.#settings.note?.({ level: "warning", what: "cannot connect", with: facts });
  }

  #received(remote: Endpoint, bytes: Uint8Array): void {
    if (this.#sink === undefined) return;
    this.counters.datagramsIn++;
    this.#sink.datagrams([{ remote, bytes }]);
  }

  #lost(remote: Endpoint, why: string, stood: boolean): void {
    if (this.#sink === undefined || why === "ended by us") return;
    const said = `${endpointKey(remote)} ${why}`;
    const isNews = stood || said !== this.#said?.what || performance.now() - this.#said.at >= tuned.saidAgain;
    if (isNews) {
      this.#say(remote, why, stood);
      this.#said = { what: said, at: performance.now() };
    }
    // The machine asked for it, so it knows.
    if (stood && why !== replaced) this.#sink.lost?.(remote);
  }

  #say(remote: Endpoint, why: string, stood: boolean): void {
    const facts = { supernode: endpointKey(remote), why: words[why] ?? why };
    this.#settings.note?.({ level: "warning", what: stood ? "connection lost" : "cannot connect", with: facts });
  }
}

/** Its local address is no longer this machine's, or it is old enough to be dead. */
function isDead({ connection, since }: Way): boolean {
  const { address } = connection.local;
  if (address !== anyAddress && !localAddresses().some((localAddress) => localAddress.address === address)) return true;
  return since !== undefined && performance.now() - since >= tuned.young;
}
