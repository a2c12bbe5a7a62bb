import { describe, expect, it } from "vitest";
import { endpointKey } from "../../../src/base/address/endpoint.ts";
import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { Edge } from "../../../src/edge/machine.ts";
import { decode } from "../../../src/wire/codec.ts";
import { checkNodeOptions } from "../../story/words/options.ts";
import type { NodeOptions } from "../../story/world.ts";
import { nat, type Nat } from "../../topology/nat/nat.ts";
import { runScale, type ScaleOptions } from "./crowd.ts";
import { generatePlan } from "./generate.ts";
import type { ScalePlan } from "./plan.ts";
import { shrink } from "./shrink.ts";
import { snippet } from "./snippet.ts";

/** Two homes, a ping a second from the 5th second on. */
function pair(a: Nat, b: Nat, more: Partial<ScalePlan> = {}): ScalePlan {
  const edge = (name: string, site: string, member: number) => ({
    name,
    site,
    host: 2,
    community: "net1",
    address: `10.0.1.${member}/24`,
    starts: 0,
    prefers: "sn1",
  });
  return {
    seed: 1,
    supernodes: ["sn1", "sn2"],
    lasts: 90_000,
    events: [],
    sites: [
      { name: "s1", number: 1, nat: a, delay: 10, loss: 0 },
      { name: "s2", number: 2, nat: b, delay: 20, loss: 0 },
    ],
    edges: [edge("e1", "s1", 1), edge("e2", "s2", 2)],
    conversations: [{ from: "e1", to: "e2", starts: 5000, every: 1000 }],
    ...more,
  };
}

/** Like n2n-go's edge, takes a peer's socket that the supernode announces for a path, without proof. */
const gullible: NonNullable<ScaleOptions["makeEdge"]> = (config, random) => {
  const edge = new Edge(config, random);
  const announced = new Map<string, Endpoint>();
  return {
    nextWake: () => edge.nextWake(),
    handle(event, now) {
      const message = event.kind === "datagram" ? decode(event.bytes) : undefined;
      const actions = edge.handle(event, now).map((action) => {
        if (action.kind !== "send") return action;
        const sent = decode(action.bytes);
        const to = "type" in sent && sent.type === "PACKET" ? announced.get(sent.destination) : undefined;
        return to === undefined ? action : { ...action, to };
      });
      if (message === undefined || !("type" in message) || message.type !== "PEER_INFO") return actions;
      const { peer, socket } = message;
      announced.set(peer, socket);
      return [...actions, { kind: "path", peer, path: "direct", socket }];
    },
  };
};

describe("crowds", () => {
  it.each([12, 13])("of 60 edges keep every invariant, seed %i", (seed) => {
    const { violations, counts } = runScale(generatePlan(60, seed));
    expect(violations).toEqual([]);
    expect(counts.pings).toBeGreaterThan(5000);
    // Nothing is shown by pings that need not be answered.
    expect(counts.answered / counts.pings).toBeGreaterThan(0.9);
    expect(counts.direct).toBeGreaterThan(100);
  });

  it("are the same for the same seed, and differ for another", () => {
    const [one, same, other] = [5, 5, 6].map((seed) => runScale(generatePlan(12, seed)).counts);
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });
});

describe("an edge", () => {
  it("is relayed between two symmetric NATs, by the other supernode when one is gone", () => {
    const { violations, counts } = runScale(
      pair(nat.symmetric, nat.symmetric, {
        lasts: 200_000,
        events: [{ at: 60_000, kind: "supernode-crash", supernode: "sn1" }],
      }),
    );
    expect(violations).toEqual([]);
    expect(counts.direct).toBe(0);
    expect(counts.answered).toBeGreaterThan(100);
  });

  it("is detected if it believes in a path that does not exist", () => {
    const { violations } = runScale(pair(nat.symmetric, nat.symmetric), { makeEdge: gullible });
    expect(new Set(violations.map(({ rule }) => rule))).toEqual(
      new Set(["believes direct", "sends into nothing", "unreached"]),
    );
  });

  it("is detected if its pings are swallowed", () => {
    const silent: NonNullable<ScaleOptions["makeEdge"]> = (config, random) => {
      const edge = new Edge(config, random);
      return {
        nextWake: () => edge.nextWake(),
        handle: (event, now) => edge.handle(event, now).filter(({ kind }) => kind !== "deliver"),
      };
    };
    const { violations } = runScale(pair(nat.fullCone, nat.none), { makeEdge: silent });
    expect(violations[0]).toMatchObject({ rule: "unreached", who: ["e1", "e2"] });
  });
});

describe("shrinking", () => {
  it("reduces a crowd to the two edges that fail", () => {
    const plan = generatePlan(40, 3);
    const fails = (candidate: ScalePlan) => runScale(candidate, { makeEdge: gullible, stopEarly: true }).violations[0];
    const first = fails(plan)!;
    const { plan: smallest, violation, runs } = shrink(plan, first, fails);
    expect(violation.rule).toBe(first.rule);
    expect(smallest.edges).toHaveLength(2);
    expect(smallest.events).toEqual([]);
    expect(runs).toBeLessThan(60);
    // Nobody can be left out, and it fails again from what is printed: the seed and the plan.
    expect(fails(smallest)).toEqual(violation);
    const text = snippet(smallest, violation.what);
    expect(text).toContain("seed 3: ");
    const options = [...text.matchAll(/startNode\((.*)\);/g)].map(([, written]) =>
      written!.replaceAll(/(\w+): /g, '"$1":'),
    );
    expect(options).toHaveLength(2);
    for (const written of options) expect(() => checkNodeOptions(JSON.parse(written) as NodeOptions)).not.toThrow();
    expect(text.match(/router\(/g)).toHaveLength(2);
  });

  it("keeps the event that causes the failure", () => {
    // Ports are drawn again, or a rebooted NAT would hand out the same ones.
    const drawing = { ...nat.portRestricted, ports: "random" } as const;
    const plan = pair(drawing, drawing, {
      events: [
        { at: 40_000, kind: "nat-reboot", site: "s2" },
        { at: 80_000, kind: "crash", edge: "e1" },
      ],
    });
    // An edge that never notices: its paths stay what they first were.
    const stubborn: NonNullable<ScaleOptions["makeEdge"]> = (config, random) => {
      const edge = new Edge(config, random);
      const once = new Map<string, Endpoint>();
      return {
        nextWake: () => edge.nextWake(),
        handle: (event, now) =>
          edge.handle(event, now).map((action) => {
            if (action.kind === "path" && action.socket !== undefined && !once.has(action.peer)) {
              once.set(action.peer, action.socket);
            }
            if (action.kind !== "send") return action;
            const sent = decode(action.bytes);
            const to = "type" in sent && sent.type === "PACKET" ? once.get(sent.destination) : undefined;
            return to === undefined || endpointKey(to) === endpointKey(action.to) ? action : { ...action, to };
          }),
      };
    };
    const fails = (candidate: ScalePlan) => runScale(candidate, { makeEdge: stubborn, stopEarly: true }).violations[0];
    const smallest = shrink(plan, fails(plan)!, fails);
    expect(smallest.violation.rule).toBe("sends into nothing");
    expect(smallest.plan.events).toEqual([plan.events[0]]);
    expect(smallest.plan.lasts).toBeLessThan(60_000);
  });
});
