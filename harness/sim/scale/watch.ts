import { endpointKey } from "../../../src/base/address/endpoint.ts";
import { decode } from "../../../src/wire/codec.ts";
import type { DatagramFate, SentDatagram } from "./internet.ts";
import { pingNumber } from "./ping-frame.ts";

/** What must never happen, most serious first. */
type Rule = "believes direct" | "sends into nothing" | "unreached" | "crossed communities" | "table too big";

export interface Violation {
  readonly rule: Rule;
  /** Milliseconds of virtual time. */
  readonly at: number;
  /** The programs concerned. */
  readonly who: readonly string[];
  readonly what: string;
}

/** Tunable; milliseconds. */
const tuned = {
  /** A path is direct when both directions were delivered within this time: n2n's edges count an answer for 5 s. */
  proof: 5_500,
  /** Longer than any datagram takes. */
  onItsWay: 1_000,
  sockets: 8,
  /** How long an edge may keep sending to an endpoint that does not receive, before it must have noticed. */
  notice: 6_000,
  /** From a disturbance until everyone must be reachable again: an edge registers every 20 s and tries 3 times. */
  settle: 40_000,
  /** From the end of a supernode: the time to notice, and to register with the other one, is added. */
  settleSupernode: 60_000,
  /** A ping unanswered for this long counts as unanswered. */
  patience: 3_000,
};

/** In place of the time since when frames have gone nowhere: once is enough. */
const reported = Infinity;

interface Ping {
  readonly from: string;
  readonly to: string;
  readonly at: number;
  /** A link lost a datagram that carried it. */
  unlucky: boolean;
  /** Its path had just broken, e.g. because a NAT gave a flow another port after a loss, and its edge may still notice. */
  unnoticed: boolean;
}

/**
 * Checks the invariants as events happen. It sees the fate of every datagram, which no edge can. It keeps one entry per
 * pair and one per ping under way, so that it costs little compared with the crowd itself.
 */
export class Watch {
  readonly violations: Violation[] = [];
  readonly counts = { pings: 0, answered: 0, unlucky: 0, excused: 0, direct: 0 };
  readonly #now: () => number;
  readonly #later: (wait: number, run: () => void) => void;
  /**
   * Sender and receiver → when a datagram was last delivered directly between them, by the socket it was sent to.
   */
  readonly #delivered = new Map<string, Map<string, number>>();
  /** Sender and socket → since when frames sent there have not been delivered. */
  readonly #nowhere = new Map<string, number>();
  readonly #pings = new Map<number, Ping>();
  readonly #disturbed = new Map<string, number>();
  #quietFrom = 0;

  /** `later`: runs something after that many milliseconds of virtual time. */
  constructor(now: () => number, later: (wait: number, run: () => void) => void) {
    this.#now = now;
    this.#later = later;
  }

  fate(sent: SentDatagram, fate: DatagramFate, receiver?: string): void {
    const to = endpointKey(sent.to);
    const key = `${sent.sender} ${to}`;
    if (fate === "delivered") {
      this.#nowhere.delete(key);
      this.#arrived(`${sent.sender} ${receiver}`, to);
    } else if (fate === "lost") this.#lost(sent);
    else if (isData(sent.bytes)) this.#wasted(sent, key, fate);
  }

  /** The edge says so. */
  path(edge: string, peer: string, socket: string | undefined): void {
    if (socket === undefined) return;
    this.counts.direct++;
    if (this.#isProven(edge, peer, socket)) return;
    // An answer names its receiver and not what it answers: a second REGISTER, to the very socket that the answer to
    // the first one came from, may still be on its way.
    this.#later(tuned.onItsWay, () => {
      if (this.#isProven(edge, peer, socket)) return;
      this.#violated(
        "believes direct",
        [edge, peer],
        `${edge} considers its path to ${peer} at ${socket} direct, but it is not`,
      );
    });
  }

  ping(number: number, from: string, to: string): void {
    this.counts.pings++;
    this.#pings.set(number, { from, to, at: this.#now(), unlucky: false, unnoticed: false });
  }

  answered(number: number): void {
    if (this.#pings.delete(number)) this.counts.answered++;
  }

  /** `isUp` at the end of its patience: is the edge still there? */
  judgePing(number: number, isUp: (edge: string) => boolean): void {
    const ping = this.#pings.get(number);
    if (ping === undefined) return;
    this.#pings.delete(number);
    const { from, to, at, unlucky, unnoticed } = ping;
    if (unlucky) this.counts.unlucky++;
    else if (unnoticed || !isUp(from) || !isUp(to) || this.#isSettling(from, at) || this.#isSettling(to, at))
      this.counts.excused++;
    else this.#violated("unreached", [from, to], `a ping of ${from} to ${to} was not answered, and no link lost it`);
  }

  crossed(from: string, to: string): void {
    this.#violated("crossed communities", [from, to], `a frame of ${from} reached ${to} of another community`);
  }

  /** `who` was disturbed: anything shortly afterwards is not a violation. */
  disturb(who: readonly string[]): void {
    for (const name of who) this.#disturbed.set(name, this.#now());
  }

  disturbAll(): void {
    this.#quietFrom = this.#now() + tuned.settleSupernode;
  }

  bounded(who: string, what: string, size: number, limit: number): void {
    if (size > limit) this.#violated("table too big", [who], `${who} has ${size} ${what}; the limit is ${limit}`);
  }

  get patience(): number {
    return tuned.patience;
  }

  /** Both directions were delivered lately, this one to exactly that socket. */
  #isProven(edge: string, peer: string, socket: string): boolean {
    const there = this.#delivered.get(`${edge} ${peer}`)?.get(socket) ?? -Infinity;
    const back = Math.max(...(this.#delivered.get(`${peer} ${edge}`)?.values() ?? []));
    return Math.min(there, back) >= this.#now() - tuned.proof;
  }

  #isSettling(edge: string, sentAt: number): boolean {
    const disturbed = this.#disturbed.get(edge);
    return sentAt < this.#quietFrom || (disturbed !== undefined && sentAt < disturbed + tuned.settle);
  }

  #arrived(pair: string, socket: string): void {
    const sockets = this.#delivered.get(pair) ?? new Map<string, number>();
    if (sockets.size === 0) this.#delivered.set(pair, sockets);
    // Latest last, and no more of them than an edge could mean.
    sockets.delete(socket);
    sockets.set(socket, this.#now());
    if (sockets.size > tuned.sockets) sockets.delete(sockets.keys().next().value!);
  }

  #lost({ bytes }: SentDatagram): void {
    const ping = this.#pings.get(pingNumber(bytes) ?? -1);
    if (ping !== undefined) ping.unlucky = true;
  }

  /** Excused for as long as an edge may take to notice, and a violation afterwards. */
  #wasted({ sender, to, bytes }: SentDatagram, key: string, fate: DatagramFate): void {
    const since = this.#nowhere.get(key) ?? this.#now();
    this.#nowhere.set(key, since);
    if (since === reported) return;
    if (this.#now() - since <= tuned.notice || this.#now() < this.#quietFrom) {
      const ping = this.#pings.get(pingNumber(bytes) ?? -1);
      if (ping !== undefined) ping.unnoticed = true;
    } else {
      this.#nowhere.set(key, reported);
      const seconds = ((this.#now() - since) / 1000).toFixed(1);
      const end = fate === "refused" ? "refused" : "to no program";
      const what = `${sender} has sent frames to ${endpointKey(to)} for ${seconds} s, all ${end}`;
      this.#violated("sends into nothing", [sender], what);
    }
  }

  #violated(rule: Rule, who: readonly string[], what: string): void {
    this.violations.push({ rule, at: this.#now(), who, what });
  }
}

function isData(bytes: Uint8Array): boolean {
  const message = decode(bytes);
  return "type" in message && message.type === "PACKET";
}
