import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Turn } from "../../../src/record/replay.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { CapturedPacket, Evidence } from "../../evidence/evidence.ts";

/** Tunable, in milliseconds: between a packet at the host's interface and the program's event or action; ties of clocks. */
const tuned = { most: 1000, slack: 5 } as const;

/** Finds the datagrams of one machine in the capture of its host. Each is found once, in order. */
export class CapturedDatagrams {
  readonly #waiting = new Map<string, CapturedPacket[]>();

  constructor(evidence: Evidence, node: string) {
    const { journeys } = analyse(evidence);
    for (const packet of evidence.captures.find((capture) => capture.node === node)?.packets ?? []) {
      const { from, to, direction, payload, length = payload.length } = packet;
      if (from === undefined || to === undefined || journeys.through(packet).length === 0) continue;
      const key = keyOf(direction, direction === "in" ? from : to, length);
      const known = this.#waiting.get(key);
      if (known === undefined) this.#waiting.set(key, [packet]);
      else known.push(packet);
    }
  }

  /** The one that an event brought. */
  arrived({ event, line }: Turn): CapturedPacket | undefined {
    if (event.kind !== "datagram") return undefined;
    return this.#take(keyOf("in", event.from, event.bytes.length), line.at - tuned.most, line.at + tuned.slack);
  }

  /** The one that an action sent. `at`: the time of its event. */
  left(action: unknown, at: number): CapturedPacket | undefined {
    const { kind, to, message } = action as { kind?: unknown; to?: unknown; message?: { size?: unknown } };
    const size = message?.size;
    if (kind !== "send" || !isEndpoint(to) || typeof size !== "number") return undefined;
    return this.#take(keyOf("out", to, size), at - tuned.slack, at + tuned.most);
  }

  #take(key: string, from: number, until: number): CapturedPacket | undefined {
    const waiting = this.#waiting.get(key) ?? [];
    while (waiting.length > 0 && waiting[0]!.at < from) waiting.shift();
    return waiting.length > 0 && waiting[0]!.at <= until ? waiting.shift() : undefined;
  }
}

const keyOf = (direction: "in" | "out", remote: Endpoint, size: number): string =>
  `${direction} ${endpointKey(remote)} ${size}`;

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === "object" && value !== null && "address" in value && "port" in value;
