import { closeSync } from "node:fs";
import { never } from "../../../../base/bug.ts";
import { ConfigError } from "../../../../base/config-error.ts";
import type { Endpoint } from "../../../../base/address/endpoint.ts";
import type { Mac } from "../../../../base/address/mac.ts";
import type { Note } from "../../../../base/note.ts";
import type {
  Datagram,
  Datapath,
  DatapathCounters,
  DatapathSink,
  ForwardingTable,
  TapSettings,
} from "../../datapath.ts";
import { DiscoverySocket, discoveryGroup } from "../../discovery-socket.ts";
import { close } from "../../libc.ts";
import { anyAddress } from "../../main-socket.ts";
import { configureTap, openVirtioTap, setTapMac } from "../../tap-device.ts";
import type { SocketMarking } from "../../marked-socket.ts";
import { BatchSender } from "../shared/batch-sender.ts";
import { WorkerThread } from "../shared/worker-thread.ts";
import { forbidFragments, leaveWorkToUs, openUdpSocket } from "../shared/offloads.ts";
import {
  counterNames,
  counterView,
  shared,
  wordView,
  type WorkerCommand,
  type Report,
  type WorkerStart,
} from "./protocol.ts";

export interface FastSettings {
  /** 0.0.0.0 = every address, port 0 = any; absent: both. */
  readonly bind?: Endpoint;
  /** Listen on the local discovery group. */
  readonly multicast: boolean;
  /** How our datagrams are marked; absent = the system's defaults. */
  readonly marking?: SocketMarking;
  /** Called for harmless failures. */
  readonly note?: (note: Note) => void;
}

/**
 * TAP and socket in a thread of their own, with many packets per system call; it carries PACKETs of known peers. This
 * class is the program's side: it opens the resources, passes on commands, and delivers what the worker does not
 * know. `whyNotFast` says whether the machine supports it.
 */
export class FastDatapath implements Datapath {
  readonly counters: DatapathCounters;
  readonly forwarding: ForwardingTable = {
    rules: (rules) => {
      // Without rules the worker still issues the stamps that it began with.
      if (rules !== undefined) this.#hides = rules.hideHeaders;
      this.#order({ kind: "rules", rules });
    },
    groups: (mayBeRelayed) => this.#order({ kind: "groups", mayBeRelayed }),
    relay: (supernode) => this.#order({ kind: "relay", supernode }),
    set: (peer, direct) => this.#order({ kind: "set", peer, direct }),
    remove: (peer) => this.#order({ kind: "remove", peer }),
    claimed: (peer, address) => this.#order({ kind: "claimed", peer, address }),
    seal: ({ id, key, counter: { shared: counter, limit } }) =>
      this.#order({ kind: "session", session: { id, key, counter, limit } }),
    stamps: (sender, window) => this.#order({ kind: "stamps", sender, ...(window && { window: window.shared }) }),
    authentic: (peer, session) =>
      this.#order({
        kind: "authentic",
        peer,
        ...(session && { session: { id: session.id, key: session.key, window: session.window.shared } }),
      }),
  };
  readonly #settings: FastSettings;
  readonly #block = new SharedArrayBuffer(shared.bytes);
  readonly #words = wordView(this.#block);
  readonly #thread = new WorkerThread<readonly WorkerCommand[], Report>("fast-worker.cjs", this.#block);
  #local: Endpoint | undefined;
  #socket: number | undefined;
  #sender: BatchSender | undefined;
  /** The worker issues the stamps of hidden headers. */
  #hides = false;
  #commands: WorkerCommand[] = [];
  #tap: { readonly device: string; readonly fd: number } | undefined;
  #sink: DatapathSink | undefined;
  #discovery: DiscoverySocket | undefined;
  #closing: Promise<void> | undefined;
  #refusedHere = 0;
  #sentHere = 0;
  #discovered = 0;

  constructor(settings: FastSettings) {
    this.#settings = settings;
    const view = counterView(this.#block);
    const counter = (name: (typeof counterNames)[number], here: () => number = () => 0) => ({
      enumerable: true,
      get: () => view[counterNames.indexOf(name)]! + here(),
    });
    this.counters = Object.defineProperties(
      {},
      {
        datagramsIn: counter("datagramsIn", () => this.#discovered),
        datagramsOut: counter("datagramsOut", () => this.#sentHere),
        framesIn: counter("framesIn"),
        framesOut: counter("framesOut"),
        refused: counter("refused", () => this.#refusedHere),
        overload: counter("overload"),
        dropped: counter("dropped"),
      },
    ) as DatapathCounters;
  }

  async start(sink: DatapathSink): Promise<void> {
    this.#sink = sink;
    const { fd, local } = openUdpSocket(
      this.#settings.bind ?? { address: anyAddress, port: 0 },
      this.#settings.marking,
    );
    this.#socket = fd;
    this.#local = local;
    await this.#thread.start<WorkerStart>({ socket: fd }, this.#heard, (error) => this.#sink?.broken(error));
    this.#sender = new BatchSender(fd);
    if (this.#settings.multicast) await this.#openDiscovery();
  }

  /** Local address of the socket; known after `start`. */
  get local(): Endpoint | undefined {
    return this.#local;
  }

  async openTap(settings: TapSettings): Promise<void> {
    if (this.#tap !== undefined) {
      if (settings.device !== this.#tap.device) throw new ConfigError(`the TAP is ${this.#tap.device} already`);
      return configureTap(settings);
    }
    let joinUdp = false;
    const fd = openVirtioTap(settings, (tap) => (joinUdp = leaveWorkToUs(tap)));
    this.#tap = { device: settings.device, fd };
    this.#order({ kind: "tap", fd, joinUdp });
  }

  restoreMac(mac: Mac): boolean {
    return this.#tap !== undefined && setTapMac(this.#tap.fd, mac);
  }

  send(batch: readonly Datagram[]): void {
    if (this.#sender === undefined || this.#closing !== undefined) {
      this.#refusedHere += batch.length;
      return;
    }
    // The worker stamps hidden headers, and can send with a time to live.
    if (this.#hides || batch.some(({ ttl }) => ttl !== undefined)) this.#sendByWorker(batch);
    else {
      const count = this.#sender.send(batch);
      const { rest } = this.#sender;
      this.#sentHere += count;
      this.#refusedHere += batch.length - count - rest.length;
      if (rest.length > 0) this.#sendByWorker(rest);
    }
    this.#commit();
  }

  /** The worker waits until the socket's buffer has room, and frames wait with it. */
  #sendByWorker(batch: readonly Datagram[]): void {
    const copies = batch.map((datagram) => ({ ...datagram, bytes: Uint8Array.from(datagram.bytes) }));
    this.#order({ kind: "send", batch: copies });
  }

  fragments(allowed: boolean): void {
    if (this.#socket !== undefined && this.#closing === undefined) forbidFragments(this.#socket, !allowed);
  }

  announce(bytes: Uint8Array): void {
    this.send([{ remote: discoveryGroup, bytes }]);
  }

  networkChanged(): void {
    this.#discovery?.followAddresses(this.#tap?.device);
  }

  deliver(batch: readonly Uint8Array[]): void {
    const frames = batch.map((frame) => Uint8Array.from(frame));
    if (this.#tap === undefined || !this.#order({ kind: "deliver", batch: frames })) this.#refusedHere += batch.length;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#sink = undefined;
    this.#post();
    await this.#discovery?.[Symbol.asyncDispose]();
    await this.#thread.end();
    // Closed only now, when no thread uses them, so that no other file can get their numbers before.
    if (this.#tap !== undefined) closeSync(this.#tap.fd);
    if (this.#socket !== undefined) close(this.#socket);
    this.#thread[Symbol.dispose]();
  }

  readonly #heard = (report: Exclude<Report, { kind: "ready" }>): void => {
    switch (report.kind) {
      case "up":
        Atomics.sub(this.#words, shared.upcalls, report.frames.length + report.datagrams.length);
        if (report.frames.length > 0) this.#sink?.frames(report.frames);
        if (report.datagrams.length > 0) this.#sink?.datagrams(report.datagrams);
        return;
      case "traffic":
        return this.#sink?.traffic?.(report.batch);
      case "broken":
        return this.#sink?.broken(new Error(report.message));
      default:
        return never(report);
    }
  };

  /**
   * False = the worker has ended or is not ready. What the machine sends in the same turn leaves before a table
   * change can overtake it, so frames that went up keep their order.
   */
  #order(command: WorkerCommand): boolean {
    if (this.#closing !== undefined || this.#sender === undefined) return false;
    this.#commands.push(command);
    if (this.#commands.length === 1) queueMicrotask(() => this.#commit());
    return true;
  }

  #commit(): void {
    if (this.#closing === undefined) this.#post();
  }

  #post(): void {
    if (this.#commands.length === 0 || !this.#thread.post(this.#commands)) return;
    this.#commands = [];
    this.#thread.wake();
  }

  async #openDiscovery(): Promise<void> {
    try {
      this.#discovery = await DiscoverySocket.open((datagram) => {
        this.#discovered++;
        this.#sink?.datagrams([datagram]);
      });
      this.#discovery.followAddresses(undefined);
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? "unknown";
      this.#settings.note?.({ level: "warning", what: "cannot listen for edges on the local network", with: { why } });
    }
  }
}
