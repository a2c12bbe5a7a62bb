import { payloadOffset } from "../../../src/wire/packet.ts";
import { neither, onlyDirect, onlyRelayed, toPeer, viaRelay, type Exhibit } from "../exhibit.ts";
import { frameBytes, type DatagramEvent, type LiarMoment, type Outgoing, type Send, type Ways } from "../liar.ts";
import { packDatagrams, unpackDatagrams } from "./packs.ts";
import { isPiece, Pieces, pieces } from "./pieces.ts";

const isRelayed = ({ from }: DatagramEvent, { relay }: LiarMoment): boolean => from.address === relay.address;

/** Enough for every ping, in one packet of the underlay. */
const fullBytes = 1400;

/** The last byte of datagrams that are ignored. */
const chaff = 0x6e;
const isChaff = (bytes: Uint8Array): boolean => bytes.length > 60 && bytes.at(-1) === chaff && bytes.at(-2) === chaff;

/** With the header of a frame, so that a supernode relays it. */
function chaffLike(frame: Uint8Array, length: number, random: (bytes: number) => Uint8Array): Uint8Array {
  const bytes = random(length);
  bytes.set(frame.subarray(0, payloadOffset(frame)));
  bytes.set([chaff, chaff], length - 2);
  return bytes;
}

const withoutChaff = (receive: NonNullable<Ways["receive"]> = (datagram) => datagram): NonNullable<Ways["receive"]> => {
  return (datagram, moment) => (isChaff(datagram.bytes) ? undefined : receive(datagram, moment));
};

/** Every frame in pieces, directly. */
function cutUp(): Ways {
  let name = 0;
  const put = new Pieces();
  return {
    send: (outgoing, moment) =>
      moment.peer === undefined
        ? [outgoing]
        : pieces(outgoing.bytes, (name = (name + 1) & 0xffff)).flatMap((bytes) => toPeer(bytes, moment)),
    receive: (datagram) => {
      if (!isPiece(datagram.bytes)) return datagram;
      const done = put.add(datagram.bytes);
      return done && { ...datagram, bytes: done.whole };
    },
  };
}

/** The frames of 200 ms in one direct datagram; something large via the relay every 60 ms. */
function packs(random: (bytes: number) => Uint8Array): Ways {
  let kept: Uint8Array[] = [];
  let last: Uint8Array | undefined;
  let flushed = 0;
  return {
    send: (outgoing, moment) => {
      if (moment.peer === undefined) return [outgoing];
      kept.push((last = outgoing.bytes.slice()));
      return [];
    },
    receive: withoutChaff(
      (datagram) => unpackDatagrams(datagram.bytes)?.map((bytes) => ({ ...datagram, bytes })) ?? datagram,
    ),
    idle: {
      every: 20,
      send: (moment) => {
        const warm =
          last === undefined || moment.age % 60 >= 20 ? [] : [viaRelay(chaffLike(last, fullBytes, random), moment)];
        if (kept.length === 0 || moment.age - flushed < 200) return warm;
        const bytes = packDatagrams(kept);
        [kept, flushed] = [[], moment.age];
        return [...warm, ...toPeer(bytes, moment)];
      },
    },
  };
}

/** The same for a Buffer, which sockets return, and any other array. */
const bytesText = (bytes: Uint8Array): string => [...bytes].join();

/** A frame that is not acknowledged within 300 ms is sent again via the relay; the first copy counts. */
function retransmits(): Ways {
  const unheard = new Map<string, { readonly at: number; readonly bytes: Uint8Array }>();
  const seen = new Set<string>();
  const nameOf = (bytes: Uint8Array): string => bytesText(bytes.slice(-16));
  const ack = (bytes: Uint8Array): Uint8Array => Uint8Array.from([...bytes.slice(-16), 0xac, 0x4b]);
  const isAck = (bytes: Uint8Array): boolean => bytes.length === 18 && bytes[16] === 0xac && bytes[17] === 0x4b;
  return {
    send: (outgoing, moment) => {
      if (moment.peer !== undefined)
        unheard.set(nameOf(outgoing.bytes), { at: moment.now, bytes: outgoing.bytes.slice() });
      return [outgoing];
    },
    heard: (datagram, moment) =>
      datagram.bytes.length >= frameBytes && !isRelayed(datagram, moment)
        ? [{ to: datagram.from, bytes: ack(datagram.bytes) }]
        : [],
    receive: (datagram) => {
      if (isAck(datagram.bytes)) {
        unheard.delete(bytesText(datagram.bytes.slice(0, 16)));
        return undefined;
      }
      if (datagram.bytes.length < frameBytes) return datagram;
      const name = nameOf(datagram.bytes);
      if (seen.has(name)) return undefined;
      seen.add(name);
      return datagram;
    },
    idle: {
      every: 5,
      send: (moment) =>
        [...unheard].flatMap(([name, { at, bytes }]): Outgoing[] => {
          if (moment.now - at < 300) return [];
          unheard.delete(name);
          return [viaRelay(bytes, moment)];
        }),
    },
  };
}

/**
 * One datagram of 1,400 bytes by each path every 10 ms, with or without frames; frames replace those on one path.
 */
function covers(real: "directly" | "via the relay", random: (bytes: number) => Uint8Array): Ways {
  const waiting: Uint8Array[] = [];
  let like: Uint8Array | undefined;
  const full = (bytes: Uint8Array): Uint8Array => {
    const whole = chaffLike(bytes, fullBytes, random);
    whole.set(bytes);
    whole.set([bytes.length >> 8, bytes.length & 255, 0x51, 0x52], fullBytes - 4);
    return whole;
  };
  return {
    send: (outgoing, { peer }) => {
      if (peer === undefined) return [outgoing];
      waiting.push((like = outgoing.bytes.slice()));
      return [];
    },
    receive: withoutChaff((datagram) => {
      const { bytes } = datagram;
      if (bytes.at(-1) !== 0x52 || bytes.at(-2) !== 0x51) return datagram;
      // A supernode adds the sender's socket to the header.
      const added = bytes.length - fullBytes;
      return { ...datagram, bytes: bytes.slice(0, ((bytes.at(-4)! << 8) | bytes.at(-3)!) + added) };
    }),
    idle: {
      every: 10,
      send: (moment) => {
        if (like === undefined) return [];
        const next = waiting.shift();
        const frame = next === undefined ? chaffLike(like, fullBytes, random) : full(next);
        const other = chaffLike(like, fullBytes, random);
        const [direct, relayed] = real === "directly" ? [frame, other] : [other, frame];
        return [...toPeer(direct, moment), viaRelay(relayed, moment)];
      },
    },
  };
}

const every = (n: number, of: (outgoing: Send, moment: LiarMoment) => readonly Outgoing[]): Ways => {
  let i = 0;
  return { send: (outgoing, moment) => (++i % n === 0 ? of(outgoing, moment) : [outgoing]) };
};

/** Honest programs with unusual behaviour, and some that are not honest. */
export const oddities: readonly Exhibit[] = [
  { name: "cuts up", does: "every frame in small pieces, directly", truth: onlyDirect, ways: cutUp },
  {
    name: "packs",
    does: "the frames of 200 ms in one direct datagram; 1,400 random bytes via the relay now and then",
    truth: onlyDirect,
    ways: (_who: string, random: (bytes: number) => Uint8Array) => packs(random),
  },
  {
    name: "retransmits",
    does: "frames directly; again via the relay if not acknowledged in 300 ms",
    truth: onlyDirect,
    ways: retransmits,
  },
  {
    name: "covers",
    does: "equal traffic on both paths at all times; frames are in the direct one",
    truth: onlyDirect,
    ways: (_who, random) => covers("directly", random),
  },
  {
    name: "covers the relay",
    does: "equal traffic on both paths at all times; frames are in the relayed one",
    truth: onlyRelayed,
    ways: (_who: string, random: (bytes: number) => Uint8Array) => covers("via the relay", random),
  },
  {
    name: "warms the relay",
    does: "frames directly; 60 random bytes to the peer via the relay every 20 ms",
    truth: onlyDirect,
    ways: (_who, random) => {
      let like: Uint8Array | undefined;
      return {
        send: (outgoing) => ((like = outgoing.bytes.slice()), [outgoing]),
        receive: withoutChaff(),
        idle: {
          every: 20,
          send: (moment) => (like === undefined ? [] : [viaRelay(chaffLike(like, 100, random), moment)]),
        },
      };
    },
  },
  {
    name: "sends twice",
    does: "every frame twice, directly",
    truth: onlyDirect,
    ways: () => every(1, (outgoing) => [outgoing, { ...outgoing, wait: 3 }]),
  },
  {
    name: "swaps",
    does: "delays every second frame by 60 ms",
    truth: onlyDirect,
    ways: () => every(2, (outgoing) => [{ ...outgoing, wait: 60 }]),
  },
  {
    name: "stripes",
    does: "every second frame via the relay",
    truth: neither,
    ways: () => every(2, ({ bytes }, moment) => [viaRelay(bytes, moment)]),
  },
  {
    name: "damages",
    does: "zeroes the data of every ping",
    truth: neither,
    ways: () => ({ host: (frame) => (frame.length < 300 ? frame : zeroed(frame)) }),
  },
];

/** An echo (Ethernet 14, IPv4 20, ICMP 8 bytes) with zeroed data and a matching checksum. */
function zeroed(frame: Uint8Array): Uint8Array {
  const bytes = frame.slice();
  bytes.fill(0, 42);
  const type = bytes[34]!;
  const sum = (type << 8) + ((bytes[38]! << 8) | bytes[39]!) + ((bytes[40]! << 8) | bytes[41]!);
  const checksum = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
  bytes.set([checksum >> 8, checksum & 255], 36);
  return bytes;
}
