import { Bug } from "../../src/base/bug.ts";
import type { Random } from "../../src/base/random.ts";
import type { EdgeConfig } from "../../src/edge/config.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Scenario } from "../story/scenario.ts";
import { runStory } from "../story/story.ts";
import type { EdgeMachine } from "../sim/edge-program.ts";
import { SimWorld } from "../sim/sim-world.ts";
import { simSupernodePort } from "../sim/supernode-program.ts";
import type { Exhibit } from "./exhibit.ts";
import { playerMachine } from "./player.ts";
import { galleryStory, socketsOf, type Claimed, type Player } from "./story.ts";

/** The evidence of a story in which both edges are such programs. */
export async function exhibit(subject: Exhibit, path: Claimed | "either", seed: number): Promise<Evidence> {
  const shown = galleryStory(subject, path);
  const makeEdge = (config: EdgeConfig, random: Random): EdgeMachine => {
    const [relay] = config.supernodes;
    if (relay === undefined) throw new Bug("no supernode is running");
    const at = { address: relay.host, port: simSupernodePort };
    return playerMachine(subject, config.description as string as Player, socketsOf(subject), at, config, random);
  };
  await using world = await SimWorld.open(shown.net({}), { scenario: "gallery", case: subject.name, seed, makeEdge });
  return await runStory(shown as Scenario, subject.name, world);
}
