import { parentPort, receiveMessageOnPort } from "node:worker_threads";
import { never } from "../../../../base/bug.ts";
import { ipBytes } from "../../../../base/address/ip.ts";
import type { Mac } from "../../../../base/address/mac.ts";
import { ReplayWindow } from "../../../../seal/stamps/replay-window.ts";
import { SharedCounter } from "../../../../seal/stamps/shared-counter.ts";
import { StampWindow } from "../../../../seal/stamps/window.ts";
import { systemClock } from "../../../clock.ts";
import { tapGone } from "../../libc.ts";
import { systemRandom } from "../../../system-random.ts";
import type { Datagram } from "../../datapath.ts";
import { opensslChaCha20 } from "../ciphers/chacha20.ts";
import { loadCore } from "./core.ts";
import { Forwarder, type Upcalls } from "./forwarder.ts";
import { HiddenHeaders } from "./hidden-headers.ts";
import { KernelMemory } from "../shared/kernel-memory.ts";
import { KernelPorts, readable, type Descriptors } from "./kernel-ports.ts";
import { opensslGcm } from "../ciphers/gcm.ts";
import { nodeEngine } from "../ciphers/node-engine.ts";
import { nodeGcm } from "../ciphers/node-gcm.ts";
import { opensslEngine } from "../ciphers/openssl.ts";
import {
  counterNames,
  counterView,
  shared,
  wordView,
  type WorkerCommand,
  type Report,
  type WorkerStart,
} from "./protocol.ts";
import { makeSealing } from "./sealing.ts";
import { Sessions } from "./sessions.ts";
import { StampWindows } from "./stamp-windows.ts";
import { sharedCounters } from "../shared/shared-counters.ts";
import { takeShortSlices } from "../shared/time-slice.ts";
import { TrafficPace, tuned as pace } from "./traffic-pace.ts";
import { claimAddress, droppedFrames, removePeer, setPeer, setRelay, setRules, TrafficReader } from "./table.ts";

/** Tunable. */
const tuned = {
  /** Limit of datagrams and frames waiting for the machine; PACKETs may fill half of it, others all. */
  upcallsMax: 2048,
  /** While the program has not handled the last delivery, more is held back: at most this many, */
  keptMost: 64,
  /**
   * or until nothing has arrived for this long, in milliseconds. Waking the program costs more than what it handles.
   */
  keptFor: 3,
} as const;

/** From the program, once. */
let begun: WorkerStart;

/**
 * The worker's loop: read, forward, write, and wait in the kernel when there is nothing to do. It never returns to an
 * event loop, so commands are fetched from the port explicitly.
 */
class Worker {
  readonly #start = begun;
  readonly #words = wordView(this.#start.shared);
  readonly #counters = counterView(this.#start.shared);
  readonly #core = loadCore(new URL(this.#start.directory));
  readonly #memory = new KernelMemory(this.#core);
  readonly #fds: Descriptors = { socket: this.#start.socket, waker: this.#start.waker, tap: undefined };
  readonly #ports = new KernelPorts(this.#memory, this.#fds);
  readonly #forwarder = new Forwarder(this.#core, this.#ports, sharedCounters(counterNames, this.#counters));
  readonly #sessions = new Sessions(this.#core, (key) => opensslGcm(this.#memory, key) ?? nodeGcm(this.#core, key));
  readonly #stamps = new StampWindows(this.#core);
  readonly #traffic = new TrafficReader(this.#core);
  readonly #pace = new TrafficPace();
  #commands = 0;
  #lastReport = 0;
  /** How long after that report the next one is due, in milliseconds; infinity = none. */
  #due = Infinity;

  run(): void {
    this.#forwarder.sessions = this.#sessions;
    takeShortSlices();
    this.#tell({ kind: "ready" });
    let ready: number = readable.both;
    let isQuiet = true;
    const words = this.#words;
    const forwarder = this.#forwarder;
    const ports = this.#ports;
    while (Atomics.load(words, shared.stop) === 0) {
      if (Atomics.load(words, shared.commands) !== this.#commands) this.#obey();
      const datagrams = (ready & readable.network) !== 0 && forwarder.fromNetwork();
      // The kernel answers many frames while they are written, so there is something to read without asking.
      const isAnswer = forwarder.delivered && (ready & readable.network) !== 0;
      const frames = (isAnswer || (ready & readable.tap) !== 0) && forwarder.fromTap((ready & readable.tap) !== 0);
      if (ports.tapFailure !== undefined) return this.#broken(ports.tapFailure);
      const isKept = forwarder.kept > 0 && !isQuiet && this.#keepsBack();
      const up = isKept ? undefined : forwarder.takeUp();
      if (up !== undefined) this.#passUp(up);
      const due = this.#report();
      // Both in turn while there is more, so that neither direction waits for the other.
      if (frames || datagrams) [ready, isQuiet] = [readable.both, false];
      else [ready, isQuiet] = this.#sleep(isKept ? soonest(due, tuned.keptFor) : due);
    }
    // Drain the machine's final commands.
    this.#obey();
  }

  /** Where there may be something now, and whether nothing has come for all that time. −1 milliseconds = no limit. */
  #sleep(milliseconds: number): readonly [ready: number, isQuiet: boolean] {
    const hold = this.#forwarder.gathering.hold(Date.now());
    if (hold > 0) return [this.#ports.wait(soonest(milliseconds, hold), true) | readable.network, false];
    const ready = this.#ports.wait(milliseconds);
    return [ready, ready === 0];
  }

  #keepsBack(): boolean {
    return Atomics.load(this.#words, shared.upcalls) > 0 && this.#forwarder.kept < tuned.keptMost;
  }

  /** Reports traffic if it is time; returns the time until the next report, −1 = none is due. */
  #report(): number {
    const due = this.#core.call.dirtyCount() > 0 ? Math.min(pace.window, this.#due) : this.#due;
    if (due === Infinity) return -1;
    // Called after every read, and the monotonic clock costs ten times as much. This one may be set, even back.
    const now = Date.now();
    const passed = now - this.#lastReport;
    if (passed >= 0 && passed < due) return due - passed;
    this.#lastReport = now;
    const at = performance.now();
    const batch = this.#pace.tell(this.#traffic.take(), at);
    this.#counters[droppedAt] = droppedFrames(this.#core);
    if (batch.length > 0) this.#tell({ kind: "traffic", batch });
    this.#due = this.#pace.due === Infinity ? Infinity : Math.max(Math.ceil(this.#pace.due - at), 1);
    return this.#due === Infinity ? -1 : this.#due;
  }

  /** A flood from strangers must not crowd out messages of supernodes and peers. */
  #passUp({ frames, datagrams }: Upcalls): void {
    const waiting = Atomics.load(this.#words, shared.upcalls);
    const room = tuned.upcallsMax - waiting;
    const roomForPackets = room - tuned.upcallsMax / 2;
    const taken = {
      frames: frames.slice(0, Math.max(roomForPackets, 0)),
      datagrams: [] as (typeof datagrams)[number][],
    };
    for (const datagram of datagrams) {
      const limit = this.#matters(datagram) ? room : roomForPackets;
      if (taken.frames.length + taken.datagrams.length < limit) taken.datagrams.push(datagram);
    }
    const count = taken.frames.length + taken.datagrams.length;
    this.#counters[counterNames.indexOf("overload")]! += frames.length + datagrams.length - count;
    if (count === 0) return;
    Atomics.add(this.#words, shared.upcalls, count);
    this.#tell({ kind: "up", ...taken });
  }

  /** With a hidden header, only a fresh stamp shows that it is not from a stranger. */
  #matters({ bytes, fresh }: Datagram): boolean {
    return this.#forwarder.hidden === undefined ? (bytes[3]! & 0x1f) !== packetType : fresh === true;
  }

  #obey(): void {
    this.#commands = Atomics.load(this.#words, shared.commands);
    for (;;) {
      const received = receiveMessageOnPort(this.#start.port) as { readonly message: WorkerCommand[] } | undefined;
      if (received === undefined) return;
      for (const command of received.message) this.#perform(command);
    }
  }

  #perform(command: WorkerCommand): void {
    switch (command.kind) {
      case "send":
        for (const { remote, bytes, ttl } of command.batch) {
          const address = ipBytes(remote.address);
          const sendable = address?.length === 4 && remote.port !== 0;
          const stamped = this.#forwarder.hidden?.restamp(bytes) ?? bytes;
          this.#count("datagramsOut", sendable && this.#ports.sendDatagram([...address], remote.port, stamped, ttl));
        }
        return;
      case "deliver":
        for (const frame of command.batch) this.#count("framesOut", this.#ports.deliverFrame(frame));
        return;
      case "tap":
        this.#fds.tap = command.fd;
        this.#core.call.allowUdp(Number(command.joinUdp));
        return;
      case "rules":
        setRules(this.#core, command.rules);
        if (command.rules === undefined) return;
        this.#forwarder.sealing = makeSealing(this.#core, command.rules.seal, {
          aes: (key) => opensslEngine(this.#memory, key) ?? nodeEngine(this.#core, key),
          chacha20: (key) => opensslChaCha20(this.#memory, key),
        });
        this.#forwarder.hidden = command.rules.hideHeaders
          ? new HiddenHeaders(this.#core, command.rules.community, this.#stamps, systemRandom(), systemClock)
          : undefined;
        return;
      case "relay":
        this.#stamps.relay(command.supernode);
        return setRelay(this.#core, command.supernode);
      case "groups":
        return this.#core.call.allowGroups(Number(command.mayBeRelayed));
      case "stamps":
        return this.#stamps.share(command.sender, command.window && StampWindow.over(command.window));
      case "set":
        return this.#placed(command.peer, setPeer(this.#core, command.peer, command.direct));
      case "remove":
        this.#placed(command.peer, -1);
        return removePeer(this.#core, command.peer);
      case "claimed":
        return claimAddress(this.#core, command.peer, command.address);
      case "session": {
        const { id, key, counter, limit } = command.session;
        return this.#sessions.own({ id, key, counter: new SharedCounter(limit, counter) });
      }
      case "authentic": {
        const { session } = command;
        const window = session && new ReplayWindow(session.window);
        return this.#sessions.authentic(command.peer, session && { ...session, window: window! });
      }
      default:
        return never(command);
    }
  }

  #placed(peer: Mac, place: number): void {
    this.#sessions.placed(peer, place);
    this.#stamps.placed(peer, place);
  }

  #count(counter: "datagramsOut" | "framesOut", done: boolean): void {
    this.#counters[counterNames.indexOf(done ? counter : "refused")]!++;
  }

  #broken(code: string): void {
    this.#tell({ kind: "broken", message: tapGone(code) });
  }

  #tell(report: Report): void {
    this.#start.port.postMessage(report);
  }
}

/** The first −1 = no limit. */
const soonest = (milliseconds: number, limit: number): number =>
  milliseconds < 0 ? limit : Math.min(milliseconds, limit);

const packetType = 3;
const droppedAt = counterNames.indexOf("dropped");

parentPort!.once("message", (start: WorkerStart) => {
  begun = start;
  new Worker().run();
});
