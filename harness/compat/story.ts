import { scenario, type Actor, type RouterActor, type Scenario } from "../story/scenario.ts";
import type { Situation } from "./situations.ts";

/** Tunable: generous, because the report is about what a system does, not about how soon. */
const tuned = { ping: "30s", path: "30s", recovery: "90s", transfer: { within: "30s", floor: 0.01 } };

/**
 * The story of a situation, the same for every system: nodes start, the path is found and measured, and where something
 * happens to the network or the helper, pings must flow again.
 */
export const compatStory = ({ name, topology, disturbance }: Situation): Scenario =>
  scenario("compat", {
    claim: "The path that a system finds, and how good it is.",
    cases: { [name]: {} },
    net: () => topology,
    between: () => ({ a: "alice", b: "bob", path: "either" }),
    async run(actors, _case, check) {
      const { sn, alice, bob } = actors as Record<"sn" | "alice" | "bob", Actor>;
      const { homeA, cafe } = actors as Record<"homeA" | "cafe", RouterActor>;
      await sn.startHelper();
      await Promise.all([alice.startNode(), bob.startNode()]);
      await check.ping(alice, bob, { within: tuned.ping });
      const path = await check.found(alice, bob, { within: tuned.path });
      if (disturbance === undefined) {
        await check.latency(alice, bob, path);
        await check.loss(alice, bob, path);
        await check.throughput(alice, bob, tuned.transfer);
        return;
      }
      const disturb = {
        forgets: () => homeA.flush(),
        reboots: () => homeA.reboot(),
        "gets another address": () => homeA.renumber(),
        moves: () => alice.roam(cafe),
        "helper restarts": () => sn.restartHelper(),
      } as const;
      await disturb[disturbance]();
      await check.recovery(alice, bob, { within: tuned.recovery });
      await check.found(alice, bob, { within: tuned.path });
    },
  });
