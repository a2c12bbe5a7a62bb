import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Mac } from "../../base/address/mac.ts";
import { cookies, type FieldText } from "../../wire/message.ts";
import { Rig, alice, bob, bobWan, ipv4Frame, supernode } from "../replay/rig.ts";

// For tests: messages of Bob and the supernode to the edge of a rig, and its messages to Bob.

export const bobNet = { address: "10.50.0.2", prefix: 24 };

export const directRank = cookies.direct;

export const bobRegisters = (rig: Rig, from: Endpoint, destination: Mac = alice, source: Mac = bob) =>
  rig.receive(from, {
    type: "REGISTER",
    cookie: directRank,
    source,
    destination,
    address: bobNet,
    description: "b" as FieldText,
  });

export const bobInvites = (rig: Rig, socket: Endpoint = bobWan) =>
  rig.relayed({
    type: "REGISTER",
    cookie: cookies.forwarded,
    source: bob,
    destination: alice,
    socket,
    address: bobNet,
    description: "b" as FieldText,
  });

export const bobInfo = (rig: Rig, socket: Endpoint, preferredSocket?: Endpoint, from = supernode) =>
  rig.receive(
    from,
    {
      type: "PEER_INFO",
      aflags: 0,
      source: alice,
      peer: bob,
      socket,
      ...(preferredSocket && { preferredSocket }),
      load: 0,
      uptime: 0,
      version: "" as FieldText,
    },
    true,
  );

export const frameForBob = ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2");

export const aliceSendsFrame = (rig: Rig) => rig.feed({ kind: "frame", frame: frameForBob });

export const bobPacket = { type: "PACKET", source: bob, destination: alice, compression: 1, transform: 1 } as const;

export const bobFrame = ipv4Frame(alice, bob, "10.50.0.2", "10.50.0.1");

export const probes = (rig: Rig, to: Endpoint) =>
  rig.sent("REGISTER").filter((one) => one.to !== "group" && one.to.address === to.address && one.to.port === to.port);

export const packetsSentTo = (rig: Rig) => rig.sent("PACKET").map(({ to }) => to);

/** Bob is direct at his public socket. */
export function bobIsDirect(): Rig {
  const rig = new Rig().registered();
  aliceSendsFrame(rig);
  bobInfo(rig, bobWan);
  rig.ack(bobWan, directRank);
  rig.take();
  return rig;
}

/** Bob answers every direct REGISTER that reaches `at`, for this long. */
export function bobAnswers(rig: Rig, at: Endpoint, time: number, sending = false): void {
  for (let passed = 0; passed < time; passed += 250) {
    const before = probes(rig, at).length;
    if (sending) aliceSendsFrame(rig);
    rig.wait(250);
    const asked = probes(rig, at).slice(before).at(-1);
    if (asked !== undefined) rig.ack(at, asked.message.cookie);
  }
}

/** Bob announces himself on the local network. */
export function bobAnnounced(): Uint8Array {
  const [action] = new Rig({ mac: bob }).feed({ kind: "start" }).done("announce");
  return action!.bytes;
}
