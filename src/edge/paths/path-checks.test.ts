import { expect, it } from "vitest";
import { SmallNat, SmallWorld } from "../testing/small-world.ts";
import { PathChecks } from "./path-checks.ts";

function checked(...answered: readonly boolean[]): PathChecks {
  const checks = new PathChecks();
  for (const one of answered) {
    checks.asked();
    if (one) checks.answered();
  }
  return checks;
}

it("a few checks say nothing about loss", () => {
  expect(checked(true, false, true, true).loss).toBeUndefined();
  expect(checked(true, true, true, true, true).loss).toBe(0);
});

it("what is not answered is lost, but the latest may still be on its way", () => {
  expect(checked(true, false, true, true, true).loss).toBe(0.2);
  expect(checked(true, false, true, true, true, false).loss).toBe(0.2);
});

it("a late answer counts for an earlier check", () => {
  const checks = checked(true, true, true, true, false);
  checks.asked();
  checks.answered();
  checks.answered();
  checks.answered();
  expect(checks.loss).toBe(0);
});

it("only the last checks count", () => {
  const checks = checked(...Array.from({ length: 10 }, () => false), ...Array.from({ length: 25 }, () => true));
  expect(checks.loss).toBe(0);
});

it("the status of a peer has the loss of its direct path, not that of idle ones", () => {
  const nats = [new SmallNat("203.0.113.1", false, "port", 50_001), new SmallNat("203.0.113.2", false, "port", 50_002)] as const; // prettier-ignore
  const losses = [0, 0.2].map((loss) => {
    const world = new SmallWorld(nats, { loss });
    for (const home of world.homes) world.start(home);
    world.talk(5000);
    expect(world.homes[0].edge.status().peers[0]?.loss).toBeUndefined();
    world.talk(115_000);
    return world.homes[0].edge.status().peers[0]!.loss!;
  });
  expect(losses[0]).toBe(0);
  // One in five each way: 36 of 100 checks.
  expect(losses[1]).toBeGreaterThan(0.15);
  expect(losses[1]).toBeLessThan(0.6);
});
