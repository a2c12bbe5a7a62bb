import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Mac } from "../../base/address/mac.ts";
import { cookies } from "../../wire/message.ts";
import { Rig, alice, bob, bobWan, ipv4Frame, supernode } from "../replay/rig.ts";
import type { FieldText } from "../../wire/message.ts";

//  For tests: what Bob and the supernode say to the edge of a rig, and what it says to Bob.

export const net = { address: "10.50.0.2", prefix: 24 };

export const rank = cookies.direct;

export const register = (rig: Rig, from: Endpoint, destination: Mac = alice, source: Mac = bob) =>
  rig.receive(from, {
    type: "REGISTER",
    cookie: rank,
    source,
    destination,
    address: net,
    description: "b" as FieldText,
  });

export const invite = (rig: Rig, socket: Endpoint = bobWan) =>
  rig.relayed({
    type: "REGISTER",
    cookie: cookies.forwarded,
    source: bob,
    destination: alice,
    socket,
    address: net,
    description: "b" as FieldText,
  });

export const info = (rig: Rig, socket: Endpoint, preferredSocket?: Endpoint, from = supernode) =>
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

export const frame = ipv4Frame(bob, alice, "10.50.0.1", "10.50.0.2");

export const send = (rig: Rig) => rig.feed({ kind: "frame", frame });

export const packet = { type: "PACKET", source: bob, destination: alice, compression: 1, transform: 1 } as const;

export const payload = ipv4Frame(alice, bob, "10.50.0.2", "10.50.0.1");

export const probes = (rig: Rig, to: Endpoint) =>
  rig.sent("REGISTER").filter((one) => one.to !== "group" && one.to.address === to.address && one.to.port === to.port);

export const data = (rig: Rig) => rig.sent("PACKET").map(({ to }) => to);

/** Bob is direct at his public socket. */
export function direct(): Rig {
  const rig = new Rig().registered();
  send(rig);
  info(rig, bobWan);
  rig.ack(bobWan, rank);
  rig.take();
  return rig;
}

/** Bob answers every direct REGISTER that reaches `at`, for so long. */
export function answering(rig: Rig, at: Endpoint, time: number, sending = false): void {
  for (let passed = 0; passed < time; passed += 250) {
    const before = probes(rig, at).length;
    if (sending) send(rig);
    rig.wait(250);
    const asked = probes(rig, at).slice(before).at(-1);
    if (asked !== undefined) rig.ack(at, asked.message.cookie);
  }
}

/** Bob announces himself on the local network. */
export function announced(): Uint8Array {
  const [action] = new Rig({ mac: bob }).feed({ kind: "start" }).done("announce");
  return action!.bytes;
}
