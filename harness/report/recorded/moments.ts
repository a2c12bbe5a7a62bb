import type { Opening } from "../../../src/record/format.ts";
import type { Turn } from "../../../src/record/replay.ts";
import { actionWords, eventWords } from "../../../src/record/words.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { CapturedPacket, Evidence } from "../../evidence/evidence.ts";
import type { FollowedBindings } from "../seen/bindings.ts";
import { CapturedDatagrams } from "./captured.ts";
import type { Moment, MomentLine } from "./schema.ts";
import { wayOf } from "./way.ts";

/** Tunable: letters of a line, and actions of an event, that a page shows. */
const tuned = { letters: 220, actions: 8 } as const;

/** What every message of a run says alike, or what only programs read. `npm run replay` shows it. */
const dull: ReadonlySet<string> = new Set(["ttl", "fromSupernode", "community", "description", "auth", "keyTime", "key", "aflags", "token", "version"]); // prettier-ignore

export interface MachineTurns {
  /** Its place among all. */
  readonly place: number;
  readonly node: string;
  readonly turns: readonly Turn[];
}

/** What moments are made with: the case's evidence, its bindings, when it began, and names by MAC. */
export interface Around {
  readonly evidence: Evidence;
  readonly bindings: Pick<FollowedBindings, "rule">;
  readonly start: number;
  readonly names: ReadonlyMap<string, string>;
}

/** The events of one machine. Traffic that is alike, and that nothing else interrupts, is one. */
export function momentsOf({ place, node, turns }: MachineTurns, around: Around): readonly Moment[] {
  const datagrams = new CapturedDatagrams(around.evidence, node);
  const moments: Moment[] = [];
  // By shape, the places of those that one more can join.
  const open = new Map<string, number>();
  for (const turn of turns) {
    const { at, event } = turn.line;
    const lines = linesOf(turn, datagrams, around);
    const shape = shapeOf(lines);
    const since = Number((at - around.start).toFixed(3));
    const known = open.get(shape);
    if (known !== undefined) {
      moments[known] = { ...moments[known]!, until: since, times: moments[known]!.times + 1 };
      continue;
    }
    if (!isTraffic(lines)) open.clear();
    open.set(shape, moments.length);
    moments.push({ at: since, times: 1, machine: place, event, lines });
  }
  return moments;
}

/** What users send, and ticks: of these there are many, and each says little. */
const isTraffic = ([saw, ...did]: readonly MomentLine[]): boolean =>
  /^(frame |tick$|traffic |datagram from \S+ PACKET )/.test(saw!.text) && did.every(({ text }) => /^(send to \S+ PACKET|deliver|note debug)/.test(text)); // prettier-ignore

function linesOf(turn: Turn, datagrams: CapturedDatagrams, around: Around): MomentLine[] {
  const said = (text: string): string => shortened(named(text, around.names));
  const packetOf = (packet: CapturedPacket | undefined) =>
    packet === undefined ? {} : { packet: seen(packet, around) };
  const saw = { is: "saw", text: said(eventWords(turn, dull)), ...packetOf(datagrams.arrived(turn)) } as const;
  const did = turn.actions.map((action) => {
    const packet = packetOf(datagrams.left(action, turn.line.at));
    return { is: "did", text: said(actionWords(action, dull)), ...packet } as const;
  });
  const more = did.length - tuned.actions;
  const shown = more > 0 ? [...did.slice(0, tuned.actions), { is: "did", text: `and ${more} more` } as const] : did;
  return [saw, ...shown];
}

function seen(packet: CapturedPacket, { evidence, bindings }: Around): NonNullable<MomentLine["packet"]> {
  const [journey] = analyse(evidence).journeys.through(packet);
  const { node, frame } = journey!.hops.at(-1)!;
  return {
    frame: packet.frame,
    way: wayOf(journey!, bindings.rule(journey!)),
    end: journey!.end.is,
    last: { node, frame },
  };
}

/** Equal for events that differ in sizes, counters and times alone. */
const shapeOf = (lines: readonly MomentLine[]): string =>
  lines
    .map(({ text, packet }) => {
      const path = packet?.way.replace(/, [\d.]+ ms$/, "") ?? "";
      return `${text.replace(/\b(size|payload|count)=\d+|\b\d+ bytes/g, "")} ${path}`;
    })
    .join("\n");

const named = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replace(/\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/g, (mac) => names.get(mac) ?? mac);

const shortened = (text: string): string =>
  text.length <= tuned.letters ? text : `${text.slice(0, tuned.letters - 1)}…`;

/** The MAC address of a machine's configuration, by which others know it. */
export function macInOpening({ config }: Opening): string | undefined {
  const { mac } = config as { mac?: unknown };
  return typeof mac === "string" ? mac : undefined;
}
