import type { Instant } from "../../../src/base/instant.ts";
import { isPlain } from "../../topology/link-spec.ts";
import type { Impairment } from "../../topology/link.ts";
import type { CapturedPacket, Evidence } from "../evidence.ts";
import { cableCrossings } from "../cables/cable-crossings.ts";
import { passesWhole } from "../cables/frame-length.ts";
import { countImpairments, type ImpairmentCounts } from "../cables/impairment-counts.ts";
import { delayHistogram, type Histogram } from "./delay-histogram.ts";
import { groupBy } from "./pairing.ts";
import { linkAt } from "../topology-at.ts";
import { sentOver } from "./shared-segment.ts";
import { quantile } from "../quantile.ts";
import type { Cable, Port, Wiring } from "./wiring.ts";

/** What one direction of one node's cable did to UDP datagrams and echoes, from the captures of both its ends. */
export interface LinkMeasurement {
  /** The node that owns the link; `up` = away from it. */
  readonly node: string;
  readonly direction: "up" | "down";
  readonly asked: Impairment;
  readonly sent: number;
  readonly lost: number;
  /** One-way, milliseconds; NaN when nothing arrived. */
  readonly p50: number;
  readonly p95: number;
  /** Half-width of the uniform distribution that fits best. */
  readonly jitter: number;
  /** One-way, milliseconds; absent when nothing arrived. */
  readonly delays?: Histogram;
  readonly counts: ImpairmentCounts;
}

/**
 * Every cable with an impairment, both directions, compared with its configuration at that time, or the initial one if
 * absent. Datagrams too recent to be lost are not counted.
 */
export function measureLinks(evidence: Evidence, wiring: Wiring, at?: Instant): readonly LinkMeasurement[] {
  const impaired = wiring.cables.filter(({ link }) => isImpaired(link.up) || isImpaired(link.down));
  if (impaired.length === 0) return [];
  const captured = new Set(evidence.captures.map((capture) => capture.node));
  const atPort = groupBy(
    evidence.captures
      .flatMap((capture) => capture.packets)
      .filter((packet) => packet.protocol === "udp" || packet.echo !== undefined || packet.isDamaged === true),
    (packet) => portKey({ node: packet.node, name: packet.interface }),
  );
  return impaired.flatMap((cable) => {
    const ends = [[cable.near], farEnd(cable, evidence, wiring)];
    if (ends.some((ports) => !ports.some((port) => captured.has(port.node)))) return [];
    const [near, far] = ends.map((ports) => ports.flatMap((port) => atPort.get(portKey(port)) ?? [])) as [
      CapturedPacket[],
      CapturedPacket[],
    ];
    // Datagrams sent before the story changed the link were subject to the old values.
    const { link, since, changed } = linkAt(evidence, cable, at);
    const isSentOver = sentOver(cable, evidence, wiring);
    const measured = (direction: "up" | "down", from: CapturedPacket[], to: CapturedPacket[]): LinkMeasurement => ({
      node: cable.owner,
      direction,
      asked: link[direction],
      ...compare(
        link[direction],
        from.filter(
          (packet) =>
            packet.at >= since &&
            packet.at < changed &&
            isSentOver(packet, direction) &&
            passesWhole(packet, link[direction]),
        ),
        to.filter((packet) => packet.at >= since && (packet.isDamaged !== true || packet.at < changed)),
        evidence.until,
      ),
    });
    return [measured("up", near, far), measured("down", far, near)];
  });
}

export const isImpaired = (impairment: Impairment): boolean => !isPlain(impairment);

const portKey = ({ node, name }: Port): string => `${node} ${name}`;

/**
 * The cable's own far end if it has a capture. For a switch, the routers' end of the same segment: the cable between them
 * is plain. A core without a capture hides the far end, so that nothing is measured.
 */
export function farEnd({ far, near }: Cable, { captures, addresses }: Evidence, wiring: Wiring): readonly Port[] {
  if (captures.some((capture) => capture.node === far.node)) return [far];
  const segment = wiring.segmentOf(near.node, near.name);
  return addresses.interfaces.filter(
    (iface) => iface.name === "lan" && wiring.segmentOf(iface.node, iface.name) === segment,
  );
}

type Comparison = Pick<LinkMeasurement, "sent" | "lost" | "p50" | "p95" | "jitter" | "delays" | "counts">;

function compare(asked: Impairment, from: CapturedPacket[], to: CapturedPacket[], until: number): Comparison {
  const crossings = cableCrossings(asked, from, to, until);
  const delays = crossings.flatMap(({ sent, arrived }) => (arrived === undefined ? [] : [arrived.at - sent.at]));
  const damaged = to.filter((packet) => packet.isDamaged === true && packet.direction === "in").length;
  const [p5, p50, p95] = [0.05, 0.5, 0.95].map((fraction) => quantile(delays, fraction)) as [number, number, number];
  const histogram = delayHistogram(delays);
  return {
    sent: crossings.length,
    lost: crossings.length - delays.length,
    p50,
    p95,
    jitter: (p95 - p5) / 1.8,
    ...(histogram && { delays: histogram }),
    counts: countImpairments(asked, crossings, damaged),
  };
}
