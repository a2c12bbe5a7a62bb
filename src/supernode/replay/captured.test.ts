import { describe, expect, it } from "vitest";
import { fromHex, hex } from "../../base/bytes.ts";
import { type Endpoint, endpointKey } from "../../base/address/endpoint.ts";
import { milliseconds } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { Conversation } from "./conversation.ts";
import captured from "../vectors/captured.json" with { type: "json" };

/** Real messages of the reference's edges, in their order and pace: our stricter rules must not affect them. */
describe.each(captured.captures.filter(({ name }) => name !== "nak_spoof"))("capture $name", (capture) => {
  it("every answer and every relayed message is the same, byte for byte", () => {
    const { ours, theirs, dropped } = replay(capture);
    expect(ours).toEqual(theirs);
    expect(Object.values(dropped).every((count) => count === 0)).toBe(true);
  });
});

describe("capture nak_spoof, where the reference lets another take an edge's entry (§14.1 no. 6)", () => {
  const { ours, dropped, holder } = replay(captured.captures.find(({ name }) => name === "nak_spoof")!);
  const types = ours.map((line) => parseInt(line.split(" ")[1]!.slice(4, 8), 16) & 0x1f);
  const [ack, nak] = [7, 8];

  it("only the first edge is ever acknowledged, and it keeps its entry", () => {
    expect(types.filter((type) => type === ack)).toHaveLength(1);
    expect(types.filter((type) => type === nak)).toHaveLength(4);
    expect(holder).toEqual([{ address: "10.77.0.11", port: 50_001 }]);
  });

  it("the attacker's messages under that MAC address go nowhere", () => {
    expect(dropped["other socket"]).toBe(2);
  });
});

function replay({ supernode, mac, messages }: (typeof captured.captures)[number]) {
  const conversation = new Conversation({ mac: mac as Mac });
  const start = conversation.now;
  const ours: string[] = [];
  const theirs: string[] = [];
  for (const { t, src, dst, wire } of messages) {
    if (src === supernode) theirs.push(`${dst} ${comparable(wire)}`);
    if (dst !== supernode) continue;
    conversation.wait(milliseconds(Math.max(0, start + t * 1000 - conversation.now)));
    const heard = conversation.sayBytes(endpoint(src), fromHex(wire), endpoint(supernode));
    ours.push(...heard.map(({ to, bytes }) => `${endpointKey(to)} ${comparable(hex(bytes))}`));
  }
  const { communities, counters } = conversation.supernode.status();
  const holder = communities.flatMap(({ edges }) => edges.map(({ socket }) => socket));
  return { ours: ours.sort(), theirs: theirs.sort(), dropped: counters.dropped, holder };
}

/** The last 28 bytes of a PEER_INFO are time or stale memory of the reference (§3.8). */
function comparable(wire: string): string {
  const peerInfo = 10;
  return (parseInt(wire.slice(4, 8), 16) & 0x1f) === peerInfo ? wire.slice(0, -2 * 28) : wire;
}

function endpoint(text: string): Endpoint {
  const [address, port] = text.split(":");
  return { address: address!, port: Number(port) };
}
