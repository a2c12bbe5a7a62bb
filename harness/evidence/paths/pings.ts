import type { CapturedPacket, Evidence } from "../evidence.ts";
import type { Placed } from "../growing/growing-captures.ts";
import { pairInOrder } from "../journeys/pairing.ts";
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

/** Echoes between two overlay nodes with one number and the same data, and what they come to. */
interface Exchange extends Parties {
  readonly echoes: Placed[];
  /** Which of the echoes comes first as the captures are listed. */
  first: Placed;
  pings: readonly Ping[];
  /** Nothing of it was sent. */
  isStray: boolean;
}

/** Pings in captures that grow: only exchanges of which more came are followed again. */
export class GrowingPings {
  readonly #overlay: Overlay;
  readonly #owners: ReadonlyMap<string, string>;
  readonly #exchanges = new Map<string, Exchange>();
  readonly #grown = new Set<Exchange>();
  readonly #strays = new Map<string, Set<Exchange>>();
  #known: { readonly ping: Ping; readonly of: Exchange }[] = [];
  #latest: readonly Ping[] | undefined;

  constructor(overlay: Overlay) {
    this.#overlay = overlay;
    this.#owners = new Map(Object.entries(overlay).map(([node, { address }]) => [bare(address), node]));
  }

  add(placed: readonly Placed[]): void {
    for (const it of placed) {
      const { packet } = it;
      if (packet.echo === undefined || !isAtOverlay(packet, this.#overlay)) continue;
      const parties = partiesOf(packet, this.#owners);
      if (parties === undefined) continue;
      const key = `${numberOf(packet, parties)} ${echoDataKey(packet)}`;
      const known = this.#exchanges.get(key);
      const exchange = known ?? { ...parties, echoes: [], first: it, pings: [], isStray: false };
      if (known === undefined) this.#exchanges.set(key, exchange);
      exchange.echoes.push(it);
      this.#grown.add(exchange);
      this.#latest = undefined;
    }
  }

  /** In the order in which they were sent. */
  get all(): readonly Ping[] {
    return (this.#latest ??= this.#follow());
  }

  #follow(): readonly Ping[] {
    const known = this.#known.filter(({ of }) => !this.#grown.has(of));
    for (const exchange of this.#grown) {
      exchange.echoes.sort(asListed);
      exchange.first = exchange.echoes[0]!;
      const echoes = exchange.echoes.map(({ packet }) => packet).sort((a, b) => a.at - b.at);
      exchange.pings = pingsIn(echoes, exchange);
      known.push(...exchange.pings.map((ping) => ({ ping, of: exchange })));
      this.#note(exchange, exchange.pings.length === 0);
    }
    this.#grown.clear();
    known.sort((a, b) => a.ping.sent.at - b.ping.sent.at || asListed(a.of.first, b.of.first));
    this.#known = known;
    return known.map(({ ping }): Ping => {
      const isChanged = ping.returned === undefined && this.#strays.has(numberOf(ping.sent, ping));
      return isChanged ? { ...ping, instead: "changed" } : ping;
    });
  }

  #note(exchange: Exchange, isStray: boolean): void {
    if (exchange.isStray === isStray) return;
    exchange.isStray = isStray;
    const number = numberOf(exchange.echoes[0]!.packet, exchange);
    const strays = this.#strays.get(number) ?? new Set();
    if (isStray) strays.add(exchange);
    else strays.delete(exchange);
    if (strays.size > 0) this.#strays.set(number, strays);
    else this.#strays.delete(number);
  }
}

const asListed = (a: Placed, b: Placed): number => a.capture - b.capture || a.position - b.position;

const numberOf = ({ echo }: CapturedPacket, { from, to }: Parties): string =>
  `${from} ${to} ${echo!.id} ${echo!.sequence}`;

export const isAtOverlay = (packet: CapturedPacket, overlay: Overlay): boolean =>
  overlay[packet.node]?.device === packet.interface;

/** Of echoes in time order. */
function pingsIn(echoes: readonly CapturedPacket[], { from, to }: Parties): readonly Ping[] {
  const seen = (request: boolean, node: string, direction: "in" | "out"): CapturedPacket[] =>
    echoes.filter(
      (packet) => packet.echo!.request === request && packet.node === node && packet.direction === direction,
    );
  return follow(
    [seen(true, from, "out"), seen(true, to, "in"), seen(false, to, "out"), seen(false, from, "in")],
    from,
    to,
  );
}

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

interface Parties {
  readonly from: string;
  readonly to: string;
}

/** The same for a request and its reply. Undefined = not between two overlay nodes. */
function partiesOf(packet: CapturedPacket, owners: ReadonlyMap<string, string>): Parties | undefined {
  const source = owners.get(packet.from?.address ?? "");
  const destination = owners.get(packet.to?.address ?? "");
  if (source === undefined || destination === undefined) return undefined;
  return packet.echo!.request ? { from: source, to: destination } : { from: destination, to: source };
}

const bare = (address: string): string => address.split("/")[0]!;
