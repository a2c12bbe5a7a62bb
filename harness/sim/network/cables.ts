import { walk } from "../../topology/walk.ts";
import { upstream } from "../../topology/plan/plan-addresses.ts";
import type { AddressPlan } from "../../topology/plan/addresses.ts";
import type { Link } from "../../topology/link.ts";
import type { Topology } from "../../topology/topology.ts";
import { linkLuck } from "../../lab/wire/luck.ts";
import { Direction } from "../../lab/wire/queue.ts";
import type { CaptureLog, Seen } from "./capture-log.ts";
import { damaged, frameLike } from "./damage.ts";
import type { SimDatagram, Hop } from "./datagram.ts";
import type { EventQueue } from "./event-queue.ts";

/** How a node handles what comes out of a cable. */
type Receive = (port: string, hop: Hop) => void;

/** All cables: what enters at one end leaves at the other, late, or not at all; both ends are captured. */
export class Cables {
  readonly #queue: EventQueue;
  readonly #log: CaptureLog;
  readonly #ends = new Map<string, End>();
  readonly #receivers = new Map<string, Receive>();
  readonly #cutOff = new Set<string>();
  readonly #down = new Set<string>();
  readonly #closed = new Map<string, (datagram: SimDatagram) => boolean>();
  readonly #owned = new Map<string, { readonly near: Direction; readonly far: Direction }>();

  constructor(topology: Topology, plan: AddressPlan, seed: number, queue: EventQueue, log: CaptureLog) {
    this.#queue = queue;
    this.#log = log;
    for (const { node, name, peer } of plan.interfaces) this.#ends.set(key(node, name), { peer });
    for (const { name, node } of walk(topology)) {
      const near = this.#ends.get(key(name, upstream(node)))!;
      const far = this.#ends.get(key(near.peer.node, near.peer.name))!;
      near.direction = new Direction(node.link.up, linkLuck(seed, name, "up"));
      far.direction = new Direction(node.link.down, linkLuck(seed, name, "down"));
      this.#owned.set(name, { near: near.direction, far: far.direction });
    }
  }

  attach(node: string, receive: Receive): void {
    this.#receivers.set(node, receive);
  }

  /** Nothing enters or leaves at this end of a cable while it is down. */
  setDown(node: string, port: string, down: boolean): void {
    if (down) this.#down.add(key(node, port));
    else this.#down.delete(key(node, port));
  }

  /** Changes the cable that a node owns. */
  setLink(owner: string, link: Link): void {
    const { near, far } = this.#owned.get(owner)!;
    near.impairment = link.up;
    far.impairment = link.down;
  }

  /** From now on nothing enters or leaves this node, as if its cables were unplugged. */
  cutOff(node: string): void {
    this.#cutOff.add(node);
  }

  /** Packets that come in at this end are captured, and dropped if `drops` says so; undefined = stop dropping. */
  close({ node, name }: Port, drops: ((datagram: SimDatagram) => boolean) | undefined): void {
    if (drops === undefined) this.#closed.delete(key(node, name));
    else this.#closed.set(key(node, name), drops);
  }

  /** All impairments off, or back on. */
  set passThrough(on: boolean) {
    for (const { direction } of this.#ends.values()) if (direction) direction.passThrough = on;
  }

  send(node: string, port: string, hop: Hop): void {
    const place = key(node, port);
    const end = this.#ends.get(place);
    if (end === undefined || this.#cutOff.has(node) || this.#down.has(place)) return;
    this.#log.add(node, port, "out", udp(hop.datagram), this.#queue.now);
    const fate = end.direction?.offer(frameLike(hop.datagram), this.#queue.now);
    if (fate?.is !== "forwarded") {
      if (fate === undefined) this.#queue.at(this.#queue.now, () => this.#arrive(end.peer, hop));
      return;
    }
    const datagram = fate.wrongBit === undefined ? hop.datagram : damaged(hop.datagram, fate.wrongBit);
    for (let copies = fate.twice ? 2 : 1; copies > 0; copies--)
      this.#queue.at(fate.due, () => this.#arrive(end.peer, { ...hop, datagram }));
  }

  #arrive({ node, name }: End["peer"], hop: Hop): void {
    const place = key(node, name);
    if (this.#cutOff.has(node) || this.#down.has(place)) return;
    const { isDamaged } = hop.datagram;
    const seen = udp(hop.datagram);
    this.#log.add(node, name, "in", isDamaged ? { ...seen, isDamaged } : seen, this.#queue.now);
    if (this.#closed.get(place)?.(hop.datagram)) return;
    this.#receivers.get(node)?.(name, hop);
  }
}

interface Port {
  readonly node: string;
  readonly name: string;
}

interface End {
  readonly peer: Port;
  /** How the cable impairs what is sent from this end; absent = not at all. */
  direction?: Direction;
}

const key = (node: string, port: string): string => `${node}/${port}`;

const udp = ({ from, to, bytes }: SimDatagram): Seen => ({ protocol: "udp", from, to, payload: bytes });
