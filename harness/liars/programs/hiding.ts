import { payloadOffset } from "../../../src/wire/packet.ts";
import { neither, toPeer, viaRelay, type Exhibit, type Helped } from "../exhibit.ts";
import { frameBytes, type DatagramEvent, type LiarMoment, type Outgoing, type Ways } from "../liar.ts";
import { isPiece, Pieces, pieces } from "./pieces.ts";

type Real = (bytes: Uint8Array, moment: LiarMoment) => readonly Outgoing[];

/** The name of a frame and random bytes, together as long as a frame. */
function decoyOf(name: number, length: number, random: (bytes: number) => Uint8Array): Uint8Array {
  const bytes = random(length);
  bytes.set([name >> 8, name & 255]);
  return bytes;
}

/**
 * Sends frames in pieces by one path, each with a decoy by the other. The receiver delivers a frame only when its decoy
 * has arrived too, so that pings stop when the path of the decoys is closed.
 */
function inPieces(
  pieceWay: Real,
  decoyWay: Real,
  isDecoy: (datagram: DatagramEvent, moment: LiarMoment) => boolean,
  random: (bytes: number) => Uint8Array,
): Ways {
  let name = 0;
  const put = new Pieces();
  const frames = new Map<number, DatagramEvent>();
  const decoys = new Set<number>();
  const both = (of: number): DatagramEvent | undefined => {
    const frame = decoys.has(of) ? frames.get(of) : undefined;
    if (frame !== undefined) frames.delete(of);
    return frame;
  };
  return {
    send: ({ bytes }, moment) => {
      if (moment.peer === undefined) return [viaRelay(bytes, moment)];
      name = (name + 1) & 0xffff;
      const header = bytes.subarray(0, payloadOffset(bytes));
      const decoy = decoyOf(name, bytes.length, random);
      // The relay forwards it only if it looks like a frame.
      const packet = Uint8Array.from([...header, ...decoy]);
      return [...decoyWay(packet, moment), ...pieces(bytes, name).flatMap((piece) => [...pieceWay(piece, moment)])];
    },
    receive: (datagram, moment) => {
      if (isPiece(datagram.bytes)) {
        const done = put.add(datagram.bytes);
        if (done === undefined) return undefined;
        frames.set(done.name, { ...datagram, bytes: done.whole });
        return both(done.name);
      }
      if (datagram.bytes.length < frameBytes || !isDecoy(datagram, moment)) return datagram;
      const at = payloadOffset(datagram.bytes);
      const of = (datagram.bytes[at]! << 8) | datagram.bytes[at + 1]!;
      decoys.add(of);
      return both(of);
    },
  };
}

const byRelay: Real = (bytes, moment) => [viaRelay(bytes, moment)];
const directly: Real = (bytes, moment) => toPeer(bytes, moment);
const byHelper =
  ({ helper }: Helped): Real =>
  (bytes) => [{ to: helper, bytes }];

/** Frames sent before both edges are up are whole, and differ from decoys only in their source. */
const fromRelay = ({ from }: DatagramEvent, { relay }: LiarMoment): boolean => from.address === relay.address;

/** Programs that send frames in datagrams that do not look like frames. */
export const hiding: readonly Exhibit[] = [
  {
    name: "hides via the relay",
    does: "frames in small pieces via the relay, equally large decoys directly; both are needed",
    truth: neither,
    ways: (_who, random) => inPieces(byRelay, directly, (datagram, moment) => !fromRelay(datagram, moment), random),
  },
  {
    name: "hides directly",
    does: "frames in small pieces directly, equally large decoys via the relay; both are needed",
    truth: neither,
    ways: (_who, random) => inPieces(directly, byRelay, fromRelay, random),
  },
  {
    name: "hides behind the peer",
    does: "alice's frames in small pieces via a neighbour behind bob's NAT, equally large decoys directly; both are needed",
    truth: neither,
    helper: "at the peer" as const,
    ways: (who, random, helped) => {
      const { send, receive } = inPieces(byHelper(helped), directly, () => true, random);
      if (who === "alice") return { send: send! };
      // The edge inside does not notice that its frames come from a third program.
      return {
        receive: (datagram, moment) =>
          receive!(datagram.from.port === helped.helper.port ? { ...datagram, from: helped.peer } : datagram, moment),
      };
    },
  },
];
