import { never } from "../../../../base/bug.ts";
import { ConfigError } from "../../../../base/config-error.ts";
import type { Endpoint } from "../../../../base/address/endpoint.ts";
import type { Datagram, Datapath, DatapathCounters, DatapathSink, RelayTable } from "../../datapath.ts";
import { close } from "../../libc.ts";
import type { SocketMarking } from "../../marked-socket.ts";
import { WorkerThread } from "../shared/worker-thread.ts";
import { BatchSender } from "../shared/batch-sender.ts";
import { droppedByKernel } from "./kernel-drops.ts";
import {
  relayCounterNames,
  relayCounterView,
  makeRing,
  relayShared,
  relayWordView,
  type RelayCommand,
  type RelayReport,
  type RelayStart,
} from "./protocol.ts";
import { openRelaySocket } from "./relay-socket.ts";
import { filterByShape } from "./shape-filter.ts";
import { RingReader } from "./up-ring.ts";

const tuned = {
  /** Datagrams to deliver before timers and connections get their turn. */
  aTurn: 1024,
} as const;

export interface FastRelaySettings {
  /** 0.0.0.0 = every address. */
  readonly bind: Endpoint;
  /** How our datagrams are marked; absent = the system's defaults. */
  readonly marking?: SocketMarking;
}

/**
 * A supernode's socket, read by a thread of its own that relays PACKETs between registered edges, many per system
 * call. Answers are sent from the address that was asked. Has no interface: `openTap` is refused.
 */
export class FastRelay implements Datapath {
  readonly counters: DatapathCounters;
  readonly relaying: RelayTable = {
    set: (edge) => this.#order({ kind: "set", edge }),
    remove: (community, mac) => this.#order({ kind: "remove", community, mac }),
    plainOnly: (isSo) => {
      if (this.#open !== undefined) filterByShape(this.#open.fd, isSo);
      this.#order({ kind: "plain only", isSo });
    },
  };
  readonly #settings: FastRelaySettings;
  readonly #block = new SharedArrayBuffer(relayShared.bytes);
  readonly #words = relayWordView(this.#block);
  readonly #ring = makeRing();
  readonly #reader = new RingReader(this.#ring);
  readonly #thread = new WorkerThread<readonly RelayCommand[], RelayReport>("relay-worker.cjs", this.#block);
  #commands: RelayCommand[] = [];
  #open: { readonly fd: number; readonly local: Endpoint; readonly sender: BatchSender } | undefined;
  #sink: DatapathSink | undefined;
  #closing: Promise<void> | undefined;
  #unreadAtEnd = 0;
  #sentHere = 0;
  #refusedHere = 0;

  constructor(settings: FastRelaySettings) {
    this.#settings = settings;
    const view = relayCounterView(this.#block);
    const counter = (name: (typeof relayCounterNames)[number], here: () => number = () => 0) => ({
      enumerable: true,
      get: () => view[relayCounterNames.indexOf(name)]! + here(),
    });
    const none = { enumerable: true, value: 0 };
    this.counters = Object.defineProperties(
      {},
      {
        datagramsIn: counter("datagramsIn"),
        datagramsOut: counter("datagramsOut", () => this.#sentHere),
        framesIn: none,
        framesOut: none,
        refused: counter("refused", () => this.#refusedHere),
        overload: counter("overload"),
        unread: { enumerable: true, get: () => this.#unread() },
      },
    ) as DatapathCounters;
  }

  async start(sink: DatapathSink): Promise<void> {
    this.#sink = sink;
    const { fd, local } = openRelaySocket(this.#settings.bind, this.#settings.marking);
    this.#open = { fd, local, sender: new BatchSender(fd) };
    const own = { ring: this.#ring, socket: fd };
    await this.#thread.start<RelayStart>(own, this.#heard, (error) => this.#sink?.broken(error));
    this.#commit();
  }

  /** Local address of the socket; known after `start`. */
  get local(): Endpoint | undefined {
    return this.#open?.local;
  }

  async openTap(): Promise<void> {
    throw new ConfigError("a supernode has no interface");
  }

  send(batch: readonly Datagram[]): void {
    // The table first, because an edge may react as soon as it gets an answer.
    this.#commit();
    // Datagrams that a slow network has no room for are dropped, and will be repeated; others do not wait for them.
    const sent = this.#closing === undefined ? (this.#open?.sender.send(batch) ?? 0) : 0;
    this.#sentHere += sent;
    this.#refusedHere += batch.length - sent;
  }

  announce(): void {
    this.#refusedHere++;
  }

  deliver(batch: readonly Uint8Array[]): void {
    this.#refusedHere += batch.length;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#sink = undefined;
    this.#unreadAtEnd = this.#unread();
    await this.#thread.end();
    // Closed only now, when no thread uses them, so that no other file can get their numbers before.
    if (this.#open !== undefined) close(this.#open.fd);
    this.#thread[Symbol.dispose]();
  }

  readonly #heard = (report: Exclude<RelayReport, { kind: "ready" }>): void => {
    switch (report.kind) {
      case "up":
        return this.#takeUp();
      case "traffic":
        return this.#sink?.relayed?.(report.traffic);
      default:
        return never(report);
    }
  };

  readonly #takeUp = (): void => {
    // From here on the worker notifies again; earlier datagrams are seen below.
    Atomics.store(this.#words, relayShared.notified, 0);
    for (let taken = 0; taken < tuned.aTurn;) {
      const batch = this.#reader.take(this.#open!.local.port);
      if (batch.length === 0) return;
      this.#sink?.datagrams(batch);
      taken += batch.length;
    }
    setImmediate(this.#takeUp);
  };

  #order(command: RelayCommand): void {
    this.#commands.push(command);
    // A change without an answer must not wait for the next answer.
    if (this.#commands.length === 1) queueMicrotask(() => this.#commit());
  }

  #commit(): void {
    if (this.#commands.length === 0 || this.#closing !== undefined) return;
    // The worker checks for them after every read, so it need not be woken.
    if (this.#thread.post(this.#commands)) this.#commands = [];
  }

  #unread(): number {
    if (this.#open === undefined || this.#closing !== undefined) return this.#unreadAtEnd;
    return droppedByKernel(this.#open.fd);
  }
}
