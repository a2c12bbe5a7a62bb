import { describe, expect, it } from "vitest";
import { endpointKey } from "../../src/base/address/endpoint.ts";
import { seconds } from "../../src/base/instant.ts";
import { Edge } from "../../src/edge/machine.ts";
import { decode } from "../../src/wire/codec.ts";
import { cookies } from "../../src/wire/message.ts";
import { nat } from "../topology/nat/nat.ts";
import type { EdgeMachine } from "./edge-program.ts";
import type { SimSettings } from "./sim-world.ts";
import { meet, pathNow } from "./testing/meeting.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" }, linkSn: { delay: "5ms" } };

/**
 * An edge that punches a silent socket once, as soon as it hears of it, and not again when PEER_INFO answers its query.
 * The first punch of a symmetric side meets a filter that is not open yet.
 */
const punchesOnce: NonNullable<SimSettings["makeEdge"]> = (config, random) => {
  const edge = new Edge(config, random);
  const punched = new Set<string>();
  const heard = new Set<string>();
  return {
    nextWake: () => edge.nextWake(),
    handle(event, now) {
      if (event.kind === "datagram") {
        if (typeOf(event.bytes) === "PEER_INFO") return [];
        heard.add(endpointKey(event.from));
      }
      return edge.handle(event, now).filter((action) => {
        if (action.kind !== "send") return true;
        const message = decode(action.bytes);
        if (!("type" in message) || message.type !== "REGISTER" || message.cookie !== cookies.direct) return true;
        const key = endpointKey(action.to);
        const first = !punched.has(key);
        punched.add(key);
        return first || heard.has(key);
      });
    },
  } satisfies EdgeMachine;
};

function typeOf(bytes: Uint8Array): string | undefined {
  const message = decode(bytes);
  return "type" in message ? message.type : undefined;
}

describe("the side behind the address-restricted NAT speaks first, the symmetric one answers", () => {
  // alice is there first, so she hears bob's first broadcast and punches at a filter that has not seen her address.
  const opening = { ...links, first: "alice", speaker: "bob" } as const;

  it("is direct", async () => {
    const world = await meet(nat.symmetric, nat.addressRestricted, opening);
    await world.pass(seconds(5));
    expect(await pathNow(world)).toBe("direct");
  });

  it("stays relayed when nobody punches a second time", async () => {
    const world = await meet(nat.symmetric, nat.addressRestricted, { ...opening, makeEdge: punchesOnce });
    await world.pass(seconds(5));
    expect(await pathNow(world)).toBe("relayed");
  });
});

it("an edge that punches once still meets a full cone", async () => {
  const world = await meet(nat.symmetric, nat.fullCone, { ...links, makeEdge: punchesOnce });
  await world.pass(seconds(5));
  expect(await pathNow(world)).toBe("direct");
});
