import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { earliest } from "../../../src/base/instant.ts";
import { takeShortSlices } from "../../../src/runtime/datapath/fast/shared/time-slice.ts";
import { ppoll, read, schedSetscheduler, setpriority, spec } from "../agent/libc.ts";
import type { ControlAnswer, Control, WireStart } from "./control.ts";
import { HalfWire, now } from "./wire.ts";

/** Tunable. `niceness` is for machines that do not allow real-time scheduling. */
const tuned = { realTimePriority: 1, niceness: -15 };

/** struct pollfd: int fd, short events, short revents. */
const pollfd = { bytes: 8, eventsAt: 4, returnedAt: 6 };

interface Wire {
  readonly up: HalfWire;
  readonly down: HalfWire;
}

/**
 * The body of the wire's thread. It blocks in ppoll(2) until a frame comes, one is due, or the agent wants something:
 * an event loop would round waits to milliseconds and share them with everything else in it.
 */
export function runWire(): void {
  const { wake } = workerData as WireStart;
  const wires = new Map<string, Wire>();
  goFirst();
  let descriptors = watch(wake, []);
  let halves: HalfWire[] = [];
  const timespec = Buffer.alloc(16);
  for (;;) {
    const due = earliest(...halves.map((half) => half.nextDue));
    ppoll(descriptors, halves.length + 1, due === undefined ? null : timeoutInto(timespec, due - now()), null);
    if (isReadable(descriptors, 0)) {
      if (!performAll(wake, wires)) return;
      halves = [...wires.values()].flatMap(({ up, down }) => [up, down]);
      descriptors = watch(wake, halves);
    } else {
      for (const [i, half] of halves.entries()) if (isReadable(descriptors, i + 1)) half.take();
    }
    for (const half of halves) half.deliver();
  }
}

/** Ahead of the programs under test, so that their load does not become delay. The thread sleeps most of the time. */
function goFirst(): void {
  const priority = Buffer.alloc(4);
  priority.writeInt32LE(tuned.realTimePriority);
  if (schedSetscheduler(0, spec.fifo, priority) === 0) return;
  // An ordinary user may do neither; short slices at least come in between.
  if (setpriority(0, 0, tuned.niceness) !== 0) takeShortSlices();
}

/** Performs what the agent's main thread requests. False = stop. */
function performAll(wake: number, wires: Map<string, Wire>): boolean {
  read(wake, Buffer.alloc(8), 8);
  for (let next = receiveMessageOnPort(parentPort!); next !== undefined; next = receiveMessageOnPort(parentPort!)) {
    const control = next.message as Control;
    if (control.is === "stop") return false;
    parentPort!.postMessage(perform(control, wires));
  }
  return true;
}

function perform(control: Exclude<Control, { is: "stop" }>, wires: Map<string, Wire>): ControlAnswer {
  switch (control.is) {
    case "add": {
      const { owner, lower, upper, link, seed } = control;
      wires.set(owner, {
        up: new HalfWire(lower, upper, link.up, seed, owner, "up"),
        down: new HalfWire(upper, lower, link.down, seed, owner, "down"),
      });
      return null;
    }
    case "set": {
      const wire = wires.get(control.owner)!;
      wire.up.direction.impairment = control.link.up;
      wire.down.direction.impairment = control.link.down;
      return null;
    }
    case "pass through":
      for (const { up, down } of wires.values()) {
        up.direction.passThrough = control.on;
        down.direction.passThrough = control.on;
      }
      return null;
    case "report":
      return Object.fromEntries(
        [...wires].map(([owner, { up, down }]) => [owner, { up: up.counts.stats, down: down.counts.stats }]),
      );
  }
}

function watch(wake: number, halves: readonly HalfWire[]): Buffer {
  const descriptors = Buffer.alloc(pollfd.bytes * (halves.length + 1));
  for (const [i, fd] of [wake, ...halves.map((half) => half.from)].entries()) {
    descriptors.writeInt32LE(fd, i * pollfd.bytes);
    descriptors.writeInt16LE(spec.pollIn, i * pollfd.bytes + pollfd.eventsAt);
  }
  return descriptors;
}

function isReadable(descriptors: Buffer, index: number): boolean {
  return (descriptors.readInt16LE(index * pollfd.bytes + pollfd.returnedAt) & spec.pollIn) !== 0;
}

function timeoutInto(timespec: Buffer, milliseconds: number): Buffer {
  const wait = Math.max(0, milliseconds);
  timespec.writeBigInt64LE(BigInt(Math.floor(wait / 1000)), 0);
  timespec.writeBigInt64LE(BigInt(Math.round((wait % 1000) * 1e6)), 8);
  return timespec;
}
