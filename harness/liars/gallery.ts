/**
 * Programs of which it is known what is true, to test the judge with:
 *
 * 1. here and in `programs/`: the programs; `exhibit.ts`: what each of them does, and which claims are true of it
 * 2. `liar.ts`: an honest edge whose datagrams the program changes; `forwarder.ts`: the third host that some use
 * 3. `player.ts`: the one or the other, by host; `story.ts`: network and story, the same in both worlds
 * 4. `simulated.ts`: in the simulation
 * 5. `laboratory.ts`: in namespaces, where `program.ts` is what `sut.ts` starts; `deluge.ts` runs there only
 * 6. `shown.ts`: a verdict beside the truth; `kept-show.ts`: those of the laboratory, stored
 * 7. `table.ts`: docs/gallery.md
 *
 * @module
 */

import { echoMessage } from "../evidence/capture/echo-message.ts";
import { arpFrame, echoFrame, readFrame } from "../sim/overlay/frames.ts";
import { neither, onlyDirect, onlyRelayed, toPeer, viaRelay, type Exhibit, type Helped } from "./exhibit.ts";
import { hiding } from "./programs/hiding.ts";
import { frameBytes, type Ways } from "./liar.ts";
import { oddities } from "./programs/oddities.ts";

/** Frames via the relay, and something else directly to the peer. */
const decoy = (size: (n: number) => number, wait: "before" | number) => {
  return (_who: string, random: (bytes: number) => Uint8Array): Ways => ({
    send: ({ bytes }, moment) => {
      const real = viaRelay(bytes, moment);
      const false_ = toPeer(random(size(bytes.length)), moment, wait === "before" ? 0 : wait);
      return wait === "before" ? [...false_, real] : [real, ...false_];
    },
  });
};

const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xa5);

/** Enough for every ping, in one packet of the underlay. */
const paddedBytes = 1400;

/** The last two bytes hold the original length. */
const padded = (bytes: Uint8Array): Uint8Array => {
  const longer = new Uint8Array(paddedBytes);
  longer.set(bytes);
  longer.set([bytes.length >> 8, bytes.length & 255], paddedBytes - 2);
  return longer;
};
const unpadded = (bytes: Uint8Array): Uint8Array =>
  bytes.subarray(0, (bytes[paddedBytes - 2]! << 8) | bytes[paddedBytes - 1]!);

/** The edge inside does not notice that its frames come from a third program. */
const forwarded = (_who: string, _random: unknown, { helper, peer }: Helped): Ways => ({
  send: ({ bytes }) => [{ to: helper, bytes }],
  receive: (datagram) => (datagram.from.port === helper.port ? { ...datagram, from: peer } : datagram),
});

/** Programs that are faulty, odd or deceptive, and one that is honest. */
export const gallery: readonly Exhibit[] = [
  { name: "honest", does: "nothing out of the ordinary", truth: onlyDirect, ways: () => ({}) },
  {
    name: "relays",
    does: "punches, and sends every frame to the relay",
    truth: onlyRelayed,
    ways: () => ({ send: ({ bytes }, moment) => [viaRelay(bytes, moment)] }),
  },
  {
    name: "flaps",
    does: "alternates: 0.45 s directly, 0.75 s via the relay",
    truth: neither,
    ways: () => ({
      send: (outgoing, moment) => [moment.age % 1200 < 450 ? outgoing : viaRelay(outgoing.bytes, moment)],
    }),
  },
  {
    name: "flaps slowly",
    does: "alternates: 2 s directly, 2 s via the relay",
    truth: neither,
    quality: true,
    ways: () => ({
      send: (outgoing, moment) => [moment.age % 4000 < 2000 ? outgoing : viaRelay(outgoing.bytes, moment)],
    }),
  },
  {
    name: "goes one way",
    does: "alice sends directly, bob via the relay",
    truth: neither,
    ways: (who) => (who === "alice" ? {} : { send: ({ bytes }, moment) => [viaRelay(bytes, moment)] }),
  },
  {
    name: "decoys before",
    does: "frames via the relay, just before each one equally many random bytes directly",
    truth: onlyRelayed,
    ways: decoy((n) => n, "before"),
  },
  {
    name: "decoys after",
    does: "frames via the relay, 12 ms after each one equally many random bytes directly",
    truth: onlyRelayed,
    ways: decoy((n) => n, 12),
  },
  {
    name: "decoys larger",
    does: "frames via the relay, with each one 300 more random bytes directly",
    truth: onlyRelayed,
    ways: decoy((n) => n + 300, "before"),
  },
  {
    name: "keeps alive",
    does: "frames via the relay, 1,000 random bytes directly every 20 ms",
    truth: onlyRelayed,
    ways: (_who, random) => ({
      send: ({ bytes }, moment) => [viaRelay(bytes, moment)],
      idle: { every: 20, send: (moment) => toPeer(random(1000), moment) },
    }),
  },
  {
    name: "echoes the relay",
    does: "the same bytes via the relay and directly; the direct copy is ignored",
    truth: onlyRelayed,
    ways: () => ({
      send: ({ bytes }, moment) => [viaRelay(bytes, moment), ...toPeer(bytes, moment)],
      receive: (datagram, { relay }) =>
        datagram.bytes.length >= frameBytes && datagram.from.address !== relay.address ? undefined : datagram,
    }),
  },
  {
    name: "duplicates",
    does: "every frame directly and via the relay; the first copy counts",
    truth: neither,
    ways: () => ({ send: (outgoing, moment) => [outgoing, viaRelay(outgoing.bytes, moment)] }),
  },
  {
    name: "picks a path",
    does: "every frame directly and via the relay; its last bit decides which copy counts",
    truth: neither,
    ways: () => ({
      send: ({ bytes }, moment) => [viaRelay(bytes, moment), ...toPeer(bytes, moment)],
      receive: (datagram, { relay }) => {
        const isRelayed = datagram.from.address === relay.address;
        return datagram.bytes.length < frameBytes || isRelayed === ((datagram.bytes.at(-1)! & 1) === 1)
          ? datagram
          : undefined;
      },
    }),
  },
  {
    name: "splits",
    does: "frames via the relay, scrambled; the key to each directly; both are needed",
    truth: neither,
    ways: (_who: string, random: (bytes: number) => Uint8Array) => split(random),
  },
  {
    name: "holds back",
    does: "delays every frame by 300 ms",
    truth: onlyDirect,
    ways: () => ({ send: (outgoing) => [{ ...outgoing, wait: 300 }] }),
  },
  {
    name: "bursts",
    does: "collects frames and sends them together every 200 ms",
    truth: onlyDirect,
    ways: () => ({ send: (outgoing, { now }) => [{ ...outgoing, wait: 200 - (now % 200) }] }),
  },
  {
    name: "pads",
    does: "pads every frame to 1,400 bytes",
    truth: onlyDirect,
    ways: () => ({
      send: (outgoing) => [{ ...outgoing, bytes: padded(outgoing.bytes) }],
      receive: (datagram) =>
        datagram.bytes.length === paddedBytes ? { ...datagram, bytes: unpadded(datagram.bytes) } : datagram,
    }),
  },
  {
    name: "rewrites",
    does: "flips bits of all frames that it sends directly",
    truth: onlyDirect,
    ways: () => ({
      send: (outgoing, { relay }) => [
        outgoing.to.address === relay.address ? outgoing : { ...outgoing, bytes: flip(outgoing.bytes) },
      ],
      receive: (datagram, { relay }) =>
        datagram.bytes.length < frameBytes || datagram.from.address === relay.address
          ? datagram
          : { ...datagram, bytes: flip(datagram.bytes) },
    }),
  },
  {
    name: "floods",
    does: "also sends 500 large random datagrams a second to the relay",
    truth: onlyDirect,
    ways: (_who, random) => ({ idle: { every: 2, send: ({ relay }) => [{ to: relay, bytes: random(900) }] } }),
  },
  {
    name: "detours",
    does: "sends every frame via a third host",
    truth: neither,
    helper: "abroad",
    ways: forwarded,
  },
  {
    name: "asks the neighbour",
    does: "sends every frame via a neighbour in alice's LAN",
    truth: neither,
    helper: "in the LAN",
    ways: forwarded,
  },
  {
    name: "answers itself",
    does: "answers pings itself instead of the peer",
    truth: neither,
    ways: (who) => (who === "alice" ? { answer: answerFor } : {}),
  },
  {
    name: "drops",
    does: "loses every fourth frame",
    truth: neither,
    quality: true,
    ways: () => {
      let n = 0;
      return { send: (outgoing) => (n++ % 4 === 3 ? [] : [outgoing]) };
    },
  },
  {
    name: "delays",
    does: "delays every frame by 40 ms",
    truth: neither,
    quality: true,
    ways: () => ({ send: (outgoing) => [{ ...outgoing, wait: 40 }] }),
  },
  {
    name: "crashes",
    does: "exits silently 2 s after its start",
    truth: neither,
    quality: true,
    ways: (who) => (who === "bob" ? { crashAt: 2000 } : {}),
  },
  ...hiding,
  ...oddities,
];

const disguised = 32;
const named = 16;

/** The direct datagram: a name of 16 bytes, then the mask of the last 32 bytes of that frame. */
function split(random: (bytes: number) => Uint8Array): Ways {
  const keys = new Map<string, Uint8Array>();
  const waiting = new Map<string, Parameters<NonNullable<Ways["receive"]>>[0]>();
  const nameOf = (frame: Uint8Array): Uint8Array => frame.slice(-disguised - named, -disguised);
  const changed = (frame: Uint8Array, key: Uint8Array): Uint8Array => {
    const tail = frame.length - disguised;
    return frame.map((byte, i) => (i < tail ? byte : byte ^ key[i - tail]!));
  };
  return {
    send: ({ bytes }, moment) => {
      if (moment.peer === undefined) return [viaRelay(bytes, moment)];
      const key = random(disguised);
      const beside = random(bytes.length);
      beside.set(nameOf(bytes));
      beside.set(key, named);
      return [viaRelay(changed(bytes, key), moment), ...toPeer(beside, moment)];
    },
    receive: (datagram, { relay }) => {
      if (datagram.bytes.length < frameBytes) return datagram;
      const isRelayed = datagram.from.address === relay.address;
      const name = String(isRelayed ? nameOf(datagram.bytes) : datagram.bytes.slice(0, named));
      if (isRelayed) waiting.set(name, { ...datagram, bytes: datagram.bytes.slice() });
      else keys.set(name, datagram.bytes.slice(named, named + disguised));
      const [frame, key] = [waiting.get(name), keys.get(name)];
      if (frame === undefined || key === undefined) return undefined;
      waiting.delete(name);
      keys.delete(name);
      return { ...frame, bytes: changed(frame.bytes, key) };
    },
  };
}

/** An invented answer of the peer to an ARP or echo request. */
function answerFor(bytes: Uint8Array): Uint8Array | undefined {
  const frame = readFrame(bytes);
  const mac = "02:00:00:00:00:99" as typeof frame extends { from: infer M } ? M : never;
  if (frame?.kind === "arp" && frame.operation === "request")
    return arpFrame({
      to: frame.from,
      from: mac,
      operation: "reply",
      sender: { mac, address: frame.target.address },
      target: frame.sender,
    });
  if (frame?.kind !== "echo" || !frame.request) return undefined;
  const { id, sequence, source, destination, message } = frame;
  const reply = echoMessage(false, id, sequence, message.subarray(8));
  return echoFrame({ to: frame.from, from: mac, source: destination, destination: source, message: reply });
}
