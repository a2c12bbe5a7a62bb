import type { Capture, CapturedPacket, Evidence } from "../evidence.ts";
import { groupBy, pairInOrder } from "../journeys/pairing.ts";
import { echoDataKey } from "../capture/payload-key.ts";

/** One ping through the overlay, from the request that the sender's kernel gave to the device to the reply it received. */
export interface Ping {
  readonly from: string;
  readonly to: string;
  readonly id: number;
  readonly sequence: number;
  /** Request, out at the sender's device. */
  readonly sent: CapturedPacket;
  /** Request, in at the receiver's. */
  readonly arrived?: CapturedPacket;
  /** Reply, out at the receiver's. */
  readonly answered?: CapturedPacket;
  /** Reply, in at the sender's. */
  readonly returned?: CapturedPacket;
  /** What came out instead: changed data, or an echo that nothing received can have carried. */
  readonly instead?: "changed" | "invented";
}

/** Tunable: a reply later than this belongs to another request with the same number. */
const tuned = { slack: 2, most: 10_000 } as const;

type Overlay = Evidence["overlay"];

/** In the order in which they were sent. */
export function pingsOf(captures: readonly Capture[], overlay: Overlay): readonly Ping[] {
  const owners = new Map(Object.entries(overlay).map(([node, { address }]) => [bare(address), node]));
  const echoes = captures
    .flatMap((capture) => capture.packets)
    .filter((packet) => packet.echo && isAtOverlay(packet, overlay));
  const pings: Ping[] = [];
  const strays = new Set<string>();
  for (const group of groupBy(echoes, (packet) => exchangeKey(packet, owners)).values()) {
    group.sort((a, b) => a.at - b.at);
    const { from, to } = partiesOf(group[0]!, owners)!;
    const seen = (request: boolean, node: string, direction: "in" | "out"): CapturedPacket[] =>
      group.filter(
        (packet) => packet.echo!.request === request && packet.node === node && packet.direction === direction,
      );
    const stages = [seen(true, from, "out"), seen(true, to, "in"), seen(false, to, "out"), seen(false, from, "in")];
    if (stages[0]!.length === 0) strays.add(numberOf(group[0]!, from, to));
    pings.push(...follow(stages, from, to));
  }
  return pings
    .map((ping): Ping => {
      const isChanged = ping.returned === undefined && strays.has(numberOf(ping.sent, ping.from, ping.to));
      return isChanged ? { ...ping, instead: "changed" } : ping;
    })
    .sort((a, b) => a.sent.at - b.sent.at);
}

const numberOf = ({ echo }: CapturedPacket, from: string, to: string): string =>
  `${from} ${to} ${echo!.id} ${echo!.sequence}`;

export const isAtOverlay = (packet: CapturedPacket, overlay: Overlay): boolean =>
  overlay[packet.node]?.device === packet.interface;

function follow(stages: readonly CapturedPacket[][], from: string, to: string): Ping[] {
  const [sent, ...later] = stages as [CapturedPacket[], ...CapturedPacket[][]];
  const next = later.map((effects, i) => invert(pairInOrder(stages[i]!, effects, tuned)));
  return sent.map((request) => {
    const arrived = next[0]!.get(request);
    const answered = arrived && next[1]!.get(arrived);
    const returned = answered && next[2]!.get(answered);
    const { id, sequence } = request.echo!;
    return {
      from,
      to,
      id,
      sequence,
      sent: request,
      ...(arrived && { arrived }),
      ...(answered && { answered }),
      ...(returned && { returned }),
    };
  });
}

const invert = <T>(pairs: ReadonlyMap<T, T>): Map<T, T> =>
  new Map([...pairs].map(([effect, cause]) => [cause, effect]));

/** Equal for a request and its unchanged reply. Undefined = not between two overlay nodes. */
function exchangeKey(packet: CapturedPacket, owners: ReadonlyMap<string, string>): string | undefined {
  const parties = partiesOf(packet, owners);
  return parties && `${parties.from} ${parties.to} ${packet.echo!.id} ${packet.echo!.sequence} ${echoDataKey(packet)}`;
}

function partiesOf(
  packet: CapturedPacket,
  owners: ReadonlyMap<string, string>,
): { from: string; to: string } | undefined {
  const source = owners.get(packet.from?.address ?? "");
  const destination = owners.get(packet.to?.address ?? "");
  if (source === undefined || destination === undefined) return undefined;
  return packet.echo!.request ? { from: source, to: destination } : { from: destination, to: source };
}

const bare = (address: string): string => address.split("/")[0]!;
