import type { Mac } from "../../../../base/address/mac.ts";
import type { PeerTraffic } from "../../../../base/peer-traffic.ts";

/** Ours to choose. */
export const tuned = {
  /** How often is looked whether the machine must hear what its peers do, in milliseconds. */
  window: 250,
  /**
   * A peer that goes on as before by way of the supernode, or does not answer, is told of this often, in milliseconds.
   * With a window it is less than the silence that makes the machine doubt a path (`suspicion`, 1 s).
   */
  routine: 700,
  /**
   * One that goes on directly and answers: nothing follows from that but that it is still used. Nor does anything follow from
   * many that are overheard, but that the supernode relays: one of them is told of at the pace of `routine` to say so.
   */
  wellRoutine: 3000,
  /** When it is woken anyway, the machine is told of what is due so soon. */
  together: 500,
} as const;

/** What a peer did since some instant. */
interface Kept {
  readonly traffic: PeerTraffic;
  readonly since: number;
}

interface Going {
  /** What it did since it was told of first, as bits, and the ways that it came last. */
  ways: number;
  came: number;
  from: string;
  /** When something happened last. */
  at: number;
  /** What has yet to be told: until something came the last time, and what was sent after that. */
  heard: Kept | undefined;
  unanswered: Kept | undefined;
  /** The machine knows of frames that nothing has come back for. */
  isSilent: boolean;
}

/**
 * When to tell the machine what peers did. What is new is told with the window in which it happens: that a peer is heard
 * or sent to for the first time in a while, comes another way. Silence is told before the machine would doubt the path by
 * it. A peer that goes on as before is told of once in a while, and with all the others: to wake the machine, on the
 * worker's processor, costs more than what it is told.
 */
export class TrafficPace {
  readonly #going = new Map<Mac, Going>();
  #due = Infinity;
  /** When it was last told of one that was overheard. */
  #overheardTold = -Infinity;

  /** When something that is kept back has to be told; infinity = nothing is. */
  get due(): number {
    return this.#due;
  }

  /** What to tell of, in order, now that this has happened since the last call. Instants in milliseconds. */
  tell(window: readonly PeerTraffic[], now: number): PeerTraffic[] {
    const told: PeerTraffic[] = [];
    for (const traffic of window) this.#happened(traffic, now, told);
    this.#release(now, told);
    return told;
  }

  #happened(traffic: PeerTraffic, now: number, told: PeerTraffic[]): void {
    const did = waysOf(traffic);
    const came = did & (way.direct | way.relayed);
    const { heardFrom, mentioned } = traffic;
    const going = this.#goingOf(traffic.peer, now, told);
    const from = heardFrom === undefined ? going.from : `${heardFrom.address}:${heardFrom.port}`;
    const isOtherWay = came !== 0 && (came !== going.came || going.isSilent || from !== going.from);
    const isNews = (did & ~going.ways) !== 0 || isOtherWay || mentioned !== undefined;
    going.ways |= did;
    going.came = came === 0 ? going.came : came;
    going.at = now;
    going.from = from;
    if (!isNews) return keep(going, traffic, now);
    release(going, told);
    told.push(traffic);
    if ((did & way.overheard) !== 0) this.#overheardTold = now;
    going.isSilent = did === way.sent;
  }

  /** Who was quiet for a while is new again. */
  #goingOf(peer: Mac, now: number, told: PeerTraffic[]): Going {
    const before = this.#going.get(peer);
    if (before !== undefined && now - before.at < tuned.wellRoutine) return before;
    if (before !== undefined) release(before, told);
    const empty = { heard: undefined, unanswered: undefined, isSilent: false };
    const going: Going = { ways: 0, came: 0, from: "", at: now, ...empty };
    this.#going.set(peer, going);
    return going;
  }

  #release(now: number, told: PeerTraffic[]): void {
    // When the machine is woken anyway, it is told of what would wake it again soon.
    const wakes = told.length > 0 || now >= this.#due;
    this.#due = Infinity;
    for (const [peer, going] of this.#going) {
      const early = wakes && going.unanswered === undefined ? tuned.together : 0;
      if (dueOf(going, this.#overheardTold) - now <= early) {
        if (isOverheard(going)) this.#overheardTold = now;
        release(going, told);
      }
      const due = dueOf(going, this.#overheardTold);
      this.#due = Math.min(this.#due, due);
      if (due === Infinity && now - going.at >= tuned.wellRoutine) this.#going.delete(peer);
    }
  }
}

function release(going: Going, told: PeerTraffic[]): void {
  const { heard, unanswered } = going;
  if (heard !== undefined) told.push(heard.traffic);
  if (unanswered !== undefined) told.push(unanswered.traffic);
  if (heard !== undefined || unanswered !== undefined) going.isSilent = unanswered !== undefined;
  going.heard = going.unanswered = undefined;
}

function keep(going: Going, traffic: PeerTraffic, now: number): void {
  const { heard, unanswered } = going;
  if ((waysOf(traffic) & ~way.sent) === 0) {
    going.unanswered = added(unanswered, traffic, now);
    return;
  }
  going.heard = added(
    unanswered === undefined ? heard : added(heard, unanswered.traffic, unanswered.since),
    traffic,
    now,
  );
  going.unanswered = undefined;
}

function dueOf({ heard, unanswered, isSilent }: Going, overheardTold: number): number {
  const routine = heard === undefined ? Infinity : routineOf(heard, overheardTold);
  if (unanswered === undefined) return routine;
  return Math.min(routine, unanswered.since + (isSilent ? tuned.routine : tuned.window));
}

function routineOf({ traffic, since }: Kept, overheardTold: number): number {
  const ways = waysOf(traffic);
  if ((ways & (way.relayed | way.unsealed)) !== 0) return since + tuned.routine;
  const well = since + tuned.wellRoutine;
  return (ways & way.overheard) === 0 ? well : Math.min(Math.max(since, overheardTold) + tuned.routine, well);
}

const isOverheard = ({ heard }: Going): boolean => heard !== undefined && (waysOf(heard.traffic) & way.overheard) !== 0;

/** As bits. */
const way = { sent: 1, direct: 2, relayed: 4, overheard: 8, unsealed: 16 } as const;

function waysOf({ sent, direct, relayed, overheard = 0, unsealed = false }: PeerTraffic): number {
  return (
    (sent > 0 ? way.sent : 0) |
    (direct > 0 ? way.direct : 0) |
    (relayed > 0 ? way.relayed : 0) |
    (overheard > 0 ? way.overheard : 0) |
    (unsealed ? way.unsealed : 0)
  );
}

function added(before: Kept | undefined, traffic: PeerTraffic, now: number): Kept {
  if (before === undefined) return { traffic, since: now };
  const a = before.traffic;
  const overheard = (a.overheard ?? 0) + (traffic.overheard ?? 0);
  const all = {
    ...a,
    ...traffic,
    sent: a.sent + traffic.sent,
    direct: a.direct + traffic.direct,
    relayed: a.relayed + traffic.relayed,
    ...(overheard > 0 && { overheard }),
    ...((a.unsealed ?? traffic.unsealed) === true && { unsealed: true }),
  };
  return { traffic: all, since: before.since };
}
