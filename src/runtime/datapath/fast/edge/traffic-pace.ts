import { sameEndpoint, type Endpoint } from "../../../../base/address/endpoint.ts";
import type { Mac } from "../../../../base/address/mac.ts";
import type { PeerTraffic } from "../../../../base/peer-traffic.ts";

/** Tunable. */
export const tuned = {
  /** How often to check whether there is something to report to the machine, in milliseconds. */
  window: 250,
  /**
   * How often unchanged traffic through the supernode, or without answers, is reported, in milliseconds. With one
   * window more it is less than the silence after which the machine doubts a path (`suspicion`, 1 s).
   */
  routine: 700,
  /**
   * The same for direct traffic with answers, which only shows that the path is still used. Many overheard peers show
   * only that the supernode relays, so one of them is reported at the pace of `routine`.
   */
  wellRoutine: 3000,
  /** If the machine is woken anyway, reports due this soon are included. */
  together: 500,
} as const;

/** Traffic of a peer since some instant. */
interface Kept {
  readonly traffic: PeerTraffic;
  readonly since: number;
}

interface Going {
  /** Its events since the first report, as bits, and the last paths it used. */
  ways: number;
  came: number;
  from: Endpoint | undefined;
  /** When it was last active. */
  at: number;
  /** The unreported traffic: up to the last arrival, and what was sent after that. */
  heard: Kept | undefined;
  unanswered: Kept | undefined;
  /** The machine knows about unanswered frames. */
  isSilent: boolean;
}

/**
 * Decides when to report traffic to the machine. News is reported within its window: a peer is heard or sent to for
 * the first time in a while, or uses another path. Silence is reported before the machine would doubt the path
 * because of it. Unchanged traffic is reported only once in a while, for all peers together, because waking the
 * machine, on the worker's processor, costs more than the report.
 */
export class TrafficPace {
  readonly #going = new Map<Mac, Going>();
  #due = Infinity;
  /** When an overheard peer was last reported. */
  #overheardReported = -Infinity;

  /** When a delayed report is due; infinity = none. */
  get due(): number {
    return this.#due;
  }

  /** The reports to make now, in order, given the events since the last call. Instants in milliseconds. */
  tell(window: readonly PeerTraffic[], now: number): PeerTraffic[] {
    const reports: PeerTraffic[] = [];
    for (const traffic of window) this.#happened(traffic, now, reports);
    this.#release(now, reports);
    return reports;
  }

  #happened(traffic: PeerTraffic, now: number, reports: PeerTraffic[]): void {
    const did = waysOf(traffic);
    const came = did & (way.direct | way.relayed);
    const { heardFrom, mentioned } = traffic;
    const going = this.#goingOf(traffic.peer, now, reports);
    const isElsewhere = heardFrom !== undefined && !isAt(going.from, heardFrom);
    const isOtherWay = came !== 0 && (came !== going.came || going.isSilent || isElsewhere);
    const isNews = (did & ~going.ways) !== 0 || isOtherWay || mentioned !== undefined;
    going.ways |= did;
    going.came = came === 0 ? going.came : came;
    going.at = now;
    going.from = heardFrom ?? going.from;
    if (!isNews) return keep(going, traffic, now);
    release(going, reports);
    reports.push(traffic);
    if ((did & way.overheard) !== 0) this.#overheardReported = now;
    going.isSilent = did === way.sent;
  }

  /** A peer that was quiet for a while is new again. */
  #goingOf(peer: Mac, now: number, reports: PeerTraffic[]): Going {
    const before = this.#going.get(peer);
    if (before !== undefined && now - before.at < tuned.wellRoutine) return before;
    if (before !== undefined) release(before, reports);
    const empty = { heard: undefined, unanswered: undefined, isSilent: false };
    const going: Going = { ways: 0, came: 0, from: undefined, at: now, ...empty };
    this.#going.set(peer, going);
    return going;
  }

  #release(now: number, reports: PeerTraffic[]): void {
    // If the machine is woken anyway, it gets the reports that would wake it again soon.
    const wakes = reports.length > 0 || now >= this.#due;
    this.#due = Infinity;
    for (const [peer, going] of this.#going) {
      const early = wakes && going.unanswered === undefined ? tuned.together : 0;
      let due = dueOf(going, this.#overheardReported);
      if (due - now <= early) {
        if (isOverheard(going)) this.#overheardReported = now;
        release(going, reports);
        due = Infinity;
      }
      this.#due = Math.min(this.#due, due);
      if (due === Infinity && now - going.at >= tuned.wellRoutine) this.#going.delete(peer);
    }
  }
}

function release(going: Going, reports: PeerTraffic[]): void {
  const { heard, unanswered } = going;
  if (heard !== undefined) reports.push(heard.traffic);
  if (unanswered !== undefined) reports.push(unanswered.traffic);
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

function dueOf({ heard, unanswered, isSilent }: Going, overheardReported: number): number {
  const routine = heard === undefined ? Infinity : routineOf(heard, overheardReported);
  if (unanswered === undefined) return routine;
  return Math.min(routine, unanswered.since + (isSilent ? tuned.routine : tuned.window));
}

function routineOf({ traffic, since }: Kept, overheardReported: number): number {
  const ways = waysOf(traffic);
  if ((ways & (way.relayed | way.unsealed)) !== 0) return since + tuned.routine;
  const well = since + tuned.wellRoutine;
  return (ways & way.overheard) === 0 ? well : Math.min(Math.max(since, overheardReported) + tuned.routine, well);
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
  const heardFrom = traffic.heardFrom ?? a.heardFrom;
  const mentioned = traffic.mentioned ?? a.mentioned;
  const overheard = (a.overheard ?? 0) + (traffic.overheard ?? 0);
  const all: { -readonly [Key in keyof PeerTraffic]: PeerTraffic[Key] } = {
    peer: a.peer,
    sent: a.sent + traffic.sent,
    direct: a.direct + traffic.direct,
    relayed: a.relayed + traffic.relayed,
  };
  if (overheard > 0) all.overheard = overheard;
  if ((a.unsealed ?? traffic.unsealed) === true) all.unsealed = true;
  if (heardFrom !== undefined) all.heardFrom = heardFrom;
  if (mentioned !== undefined) all.mentioned = mentioned;
  return { traffic: all, since: before.since };
}

/** The same object in most cases. */
const isAt = (before: Endpoint | undefined, socket: Endpoint): boolean =>
  before === socket || (before !== undefined && sameEndpoint(before, socket));
