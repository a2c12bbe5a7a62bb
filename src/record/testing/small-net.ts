import { type Endpoint, endpointKey } from "../../base/address/endpoint.ts";
import { type Duration, type Instant, after, instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { Machine } from "../../base/machine.ts";
import { seededRandom } from "../../base/random.ts";
import type { EdgeAction } from "../../edge/action.ts";
import type { EdgeConfig } from "../../edge/config.ts";
import type { EdgeEvent } from "../../edge/event.ts";
import { config, ipv4Frame } from "../../edge/replay/rig.ts";
import type { SupernodeAction } from "../../supernode/action.ts";
import type { SupernodeConfig } from "../../supernode/config.ts";
import type { SupernodeEvent } from "../../supernode/event.ts";
import type { FieldText } from "../../wire/message.ts";
import type { Payloads } from "../blank.ts";
import { recordEdge } from "../edge/recorded.ts";
import { recordSupernode } from "../supernode/recorded.ts";
import { KeptLines } from "./kept-lines.ts";

//  For tests: recorded edges and supernodes on one network without NATs, in virtual time.

type Node = Machine<EdgeEvent, EdgeAction> | Machine<SupernodeEvent, SupernodeAction>;

const latency = 5;
const body = "what a user sends ";

export class SmallNet {
  now: Instant = instant(1_700_000_000_000.125);
  readonly recordings = new Map<string, KeptLines>();
  /** Delivered frames, by edge. */
  readonly got = new Map<string, Uint8Array[]>();
  readonly #nodes = new Map<string, { readonly name: string; readonly socket: Endpoint; readonly machine: Node }>();
  #flights: { readonly at: Instant; readonly land: () => void }[] = [];
  readonly #payloads: Payloads;

  constructor(payloads: Payloads = "heads") {
    this.#payloads = payloads;
  }

  supernode(number: number, changes: Partial<SupernodeConfig> = {}): void {
    const socket = supernodeSocket(number);
    const own: SupernodeConfig = {
      mac: `02:5e:00:00:00:0${number}` as Mac,
      version: "3.1.1" as FieldText,
      addressRange: { first: "10.128.0.0", last: "10.255.255.0", prefix: 24 },
      spoofingProtection: true,
      limits: { communities: 1000, edgesPerCommunity: 1000, edgeLifetime: 60_000 as Duration },
      ...changes,
    };
    const { machine } = recordSupernode(own, seededRandom(100 + number), this.#keep(`supernode ${number}`));
    this.#add(`supernode ${number}`, socket, machine);
  }

  edge(number: number, changes: Partial<EdgeConfig> = {}): void {
    const socket = { address: `203.0.113.${number}`, port: 50_000 + number };
    const own = { ...config, mac: edgeMac(number), localDiscovery: false, ...edgeAddress(number), ...changes };
    const { machine } = recordEdge(own, seededRandom(number), this.#keep(`edge ${number}`));
    this.#add(`edge ${number}`, socket, machine);
  }

  feed(name: string, event: EdgeEvent | SupernodeEvent): void {
    const { machine, socket } = [...this.#nodes.values()].find((node) => node.name === name)!;
    const actions = (machine as Machine<unknown, EdgeAction | SupernodeAction>).handle(event, this.now);
    for (const action of actions) this.#perform(name, socket, action);
  }

  /** A ping of edge `from` to edge `to`, with a payload that must not be recorded. */
  frame(from: number, to: number): void {
    const frame = ipv4Frame(edgeMac(to), edgeMac(from), address(from), address(to));
    const whole = new Uint8Array(400);
    whole.set(frame);
    whole[23] = 17;
    whole.set(Buffer.from(body.repeat(12)), 60);
    this.feed(`edge ${from}`, { kind: "frame", frame: whole });
  }

  pass(time: number): void {
    const end = after(this.now, time as Duration);
    for (;;) {
      const wakes = [...this.#nodes.values()].map(({ machine }) => machine.nextWake() ?? Infinity);
      const next = Math.min(...wakes, ...this.#flights.map(({ at }) => at)) as Instant;
      if (next > end) break;
      this.now = Math.max(next, this.now) as Instant;
      const landing = this.#flights.filter(({ at }) => at <= this.now);
      this.#flights = this.#flights.filter(({ at }) => at > this.now);
      for (const { land } of landing) land();
      for (const { name, machine } of this.#nodes.values()) {
        if ((machine.nextWake() ?? Infinity) <= this.now) this.feed(name, { kind: "tick" });
      }
    }
    this.now = end;
  }

  #keep(name: string) {
    const kept = new KeptLines();
    this.recordings.set(name, kept);
    return kept.recording(this.#payloads);
  }

  #add(name: string, socket: Endpoint, machine: Node): void {
    this.#nodes.set(endpointKey(socket), { name, socket, machine });
    this.feed(name, { kind: "start" });
  }

  #perform(name: string, from: Endpoint, action: EdgeAction | SupernodeAction): void {
    if (action.kind === "deliver") this.got.set(name, [...(this.got.get(name) ?? []), action.frame]);
    if (action.kind !== "send") return;
    const to = this.#nodes.get(endpointKey(action.to));
    if (to === undefined) return;
    const { bytes } = action;
    const land = () => this.feed(to.name, { kind: "datagram", from, bytes });
    this.#flights.push({ at: after(this.now, latency as Duration), land });
  }
}

export const supernodeSocket = (number: number): Endpoint => ({ address: `198.51.100.${number}`, port: 7654 });
export const userText = body;

const edgeMac = (number: number) => `02:00:00:00:00:0${number}` as Mac;
const address = (number: number) => `10.50.0.${number}`;
const edgeAddress = (number: number) => ({ address: { address: address(number), prefix: 24 } });
