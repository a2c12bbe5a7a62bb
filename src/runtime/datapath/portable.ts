import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { Note } from "../../base/note.ts";
import type { Datagram, Datapath, DatapathCounters, DatapathSink, TapSettings } from "./datapath.ts";
import { DiscoverySocket, discoveryGroup } from "./discovery-socket.ts";
import { anyAddress, MainSocket } from "./main-socket.ts";
import { Tap } from "./tap.ts";
import type { SocketMarking } from "./marked-socket.ts";

const tuned = {
  /** How often to read the machine's addresses again, in milliseconds. */
  followAddresses: 5000,
} as const;

export interface PortableSettings {
  /** 0.0.0.0 = every address, port 0 = any; absent: both. */
  readonly bind?: Endpoint;
  /** Report the local address of received datagrams and answer from it, also if bound to every address. */
  readonly perAddress: boolean;
  /** Listen on the local discovery group. */
  readonly multicast: boolean;
  /** How our datagrams are marked; absent = the system's defaults. */
  readonly marking?: SocketMarking;
  /** Called for harmless failures. */
  readonly note?: (note: Note) => void;
}

/**
 * UDP by node:dgram, the TAP by plain system calls: one packet per call, easy to read, and the oracle for faster
 * ones.
 */
export class PortableDatapath implements Datapath {
  readonly counters: DatapathCounters = { datagramsIn: 0, datagramsOut: 0, framesIn: 0, framesOut: 0, refused: 0 };
  readonly #settings: PortableSettings;
  #sink: DatapathSink | undefined;
  #main: MainSocket | undefined;
  #discovery: DiscoverySocket | undefined;
  readonly #tap = new Tap(this.counters, {
    frames: (batch) => this.#sink?.frames(batch),
    broken: (error) => this.#break(error),
  });
  #follower: NodeJS.Timeout | undefined;
  #broken = false;
  #announceRefusal: string | undefined;

  constructor(settings: PortableSettings) {
    this.#settings = settings;
  }

  async start(sink: DatapathSink): Promise<void> {
    this.#sink = sink;
    this.#main = await MainSocket.open(
      { ...this.#settings, bind: this.#settings.bind ?? { address: anyAddress, port: 0 } },
      { datagram: (datagram) => this.#received(datagram), broken: (error) => this.#break(error) },
    );
    if (this.#settings.multicast) await this.#openDiscovery();
    this.#follower = setInterval(() => this.#followAddresses(), tuned.followAddresses).unref();
  }

  /** Local address of the main socket; known after `start`. */
  get local(): Endpoint | undefined {
    return this.#main?.local;
  }

  async openTap(settings: TapSettings): Promise<void> {
    return this.#tap.open(settings);
  }

  send(batch: readonly Datagram[]): void {
    for (const datagram of batch) {
      if (this.#main === undefined) this.counters.refused++;
      else this.#main.send(datagram, (refusal) => this.#sent(refusal));
    }
  }

  fragments(allowed: boolean): void {
    this.#main?.fragments(allowed);
  }

  announce(bytes: Uint8Array): void {
    this.#main?.send({ remote: discoveryGroup, bytes }, (refusal) => {
      this.#sent(refusal);
      if (refusal !== undefined && refusal !== this.#announceRefusal) {
        this.#note("cannot announce on the local network", refusal);
      }
      this.#announceRefusal = refusal;
    });
  }

  restoreMac(mac: Mac): boolean {
    return this.#tap.restoreMac(mac);
  }

  deliver(batch: readonly Uint8Array[]): void {
    this.#tap.deliver(batch);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sink = undefined;
    clearInterval(this.#follower);
    await Promise.all(
      [this.#main, this.#discovery, this.#tap].map((part) => part?.[Symbol.asyncDispose]() ?? Promise.resolve()),
    );
  }

  async #openDiscovery(): Promise<void> {
    try {
      this.#discovery = await DiscoverySocket.open((datagram) => this.#received(datagram));
      this.#discovery.followAddresses(undefined);
    } catch (error) {
      this.#note("cannot listen for edges on the local network", (error as NodeJS.ErrnoException).code ?? "unknown");
    }
  }

  #followAddresses(): void {
    void this.#main?.followAddresses();
    this.#discovery?.followAddresses(this.#tap.device);
  }

  #received(datagram: Datagram): void {
    if (this.#sink === undefined) return;
    this.counters.datagramsIn++;
    this.#sink.datagrams([datagram]);
  }

  #sent(refusal: string | undefined): void {
    if (refusal === undefined) this.counters.datagramsOut++;
    else this.counters.refused++;
  }

  #break(error: Error): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#sink?.broken(error);
  }

  #note(what: string, why: string): void {
    this.#settings.note?.({ level: "warning", what, with: { why } });
  }
}
