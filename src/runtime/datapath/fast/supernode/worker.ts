import { parentPort, receiveMessageOnPort } from "node:worker_threads";
import { never } from "../../../../base/bug.ts";
import { loadRelayCore } from "./core.ts";
import { RelayForwarder } from "./forwarder.ts";
import { RelayKernelPorts } from "./kernel-ports.ts";
import {
  relayCounterNames,
  relayCounterView,
  relayShared,
  relayWordView,
  type RelayCommand,
  type RelayReport,
  type RelayStart,
} from "./protocol.ts";
import { KnownSockets } from "./known-sockets.ts";
import { sharedCounters } from "../shared/shared-counters.ts";
import { takeShortSlices } from "../shared/time-slice.ts";
import { RelayEdges, RelayReader } from "./table.ts";
import { RingWriter } from "./up-ring.ts";

/** Tunable. */
const tuned = {
  /** How often to report relayed and dropped datagrams to the machine, in milliseconds. */
  reportEvery: 1000,
} as const;

/** From the program, once. */
let begun: RelayStart;

/**
 * The worker's loop: receive, relay, and wait in the kernel when there is nothing to do. It never returns to an event
 * loop, so commands are fetched from the port explicitly.
 */
class RelayWorker {
  readonly #start = begun;
  readonly #words = relayWordView(this.#start.shared);
  readonly #counters = relayCounterView(this.#start.shared);
  readonly #core = loadRelayCore(new URL(this.#start.directory));
  readonly #view = new DataView(this.#core.bytes.buffer);
  readonly #ports = new RelayKernelPorts(this.#core, this.#start.socket, this.#start.waker);
  readonly #ring = new RingWriter(this.#start.ring);
  readonly #edges = new RelayEdges(this.#core);
  readonly #known = new KnownSockets();
  readonly #reader = new RelayReader(this.#core);
  readonly #forwarder = new RelayForwarder(
    this.#core,
    this.#ports,
    sharedCounters(relayCounterNames, this.#counters),
    (...datagram) => this.#passUp(...datagram),
  );
  #commands = 0;
  #lastReport = 0;
  #passedUp = false;

  run(): void {
    takeShortSlices();
    this.#tell({ kind: "ready" });
    while (Atomics.load(this.#words, relayShared.stop) === 0) {
      const now = performance.now();
      const more = this.#forwarder.turn(now, this.#obey);
      if (this.#passedUp) this.#notify();
      const wait = this.#report(now);
      if (!more) this.#ports.wait(wait);
    }
  }

  /** Reports its work if it is time; returns the time until the next report, −1 = none is due. */
  #report(now: number): number {
    if (!this.#reader.hasNews) return -1;
    const passed = now - this.#lastReport;
    if (passed < tuned.reportEvery) return Math.ceil(tuned.reportEvery - passed);
    this.#lastReport = now;
    this.#tell({ kind: "traffic", traffic: this.#reader.take() });
    return -1;
  }

  #passUp(at: number, length: number, name: number, local: number): void {
    const bytes = this.#core.bytes.subarray(at, at + length);
    const sender = new DataView(this.#view.buffer, name, 16);
    if (this.#ring.put(bytes, sender, local, this.#known.has(sender))) this.#passedUp = true;
    else this.#counters[relayCounterNames.indexOf("overload")]!++;
  }

  #notify(): void {
    this.#passedUp = false;
    if (Atomics.exchange(this.#words, relayShared.notified, 1) === 0) this.#tell({ kind: "up" });
  }

  /**
   * Called after every read, before the datagrams are handled: for messages caused by an answer, the table is at
   * least as new as when the answer was sent.
   */
  readonly #obey = (): void => {
    const commands = Atomics.load(this.#words, relayShared.commands);
    if (commands === this.#commands) return;
    this.#commands = commands;
    for (;;) {
      const received = receiveMessageOnPort(this.#start.port) as { readonly message: RelayCommand[] } | undefined;
      if (received === undefined) return;
      for (const command of received.message) this.#perform(command);
    }
  };

  #perform(command: RelayCommand): void {
    switch (command.kind) {
      case "set":
        this.#known.set(command.edge);
        return this.#edges.set(command.edge);
      case "remove":
        this.#known.remove(command.community, command.mac);
        return this.#edges.remove(command.community, command.mac);
      case "plain only":
        return this.#edges.plainOnly(command.isSo);
      default:
        return never(command);
    }
  }

  #tell(report: RelayReport): void {
    this.#start.port.postMessage(report);
  }
}

parentPort!.once("message", (start: RelayStart) => {
  begun = start;
  new RelayWorker().run();
});
