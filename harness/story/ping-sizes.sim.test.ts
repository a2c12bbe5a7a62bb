import { expect, it } from "vitest";
import { loadScenario } from "../run/load.ts";
import { echo } from "./story-plan.ts";
import { runStory } from "./story.ts";
import { SimWorld } from "../sim/sim-world.ts";

it("pings come in many sizes, none of which a control message has", async () => {
  const cone = await loadScenario("symmetric-vs-cone");
  const topology = cone.net(cone.cases["full-cone"]);
  const world = await SimWorld.open(topology, { scenario: cone.name, case: "full-cone", seed: 7 });
  const { captures } = await runStory(cone, "full-cone", world);
  const sizes = captures
    .flatMap(({ packets }) => packets)
    .flatMap((packet) => (packet.echo ? [packet.payload.length] : []));
  expect(new Set(sizes).size).toBeGreaterThan(20);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(echo.size);
  expect(Math.max(...sizes)).toBeGreaterThan(echo.largest - 100);
});
