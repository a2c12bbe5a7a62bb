import { expect, it } from "vitest";
import { betweenHomes } from "../sim/testing/diagnosed.ts";
import { relaysFrames } from "../sim/testing/faulty-edges.ts";
import { compatTrial } from "../compat/trial.ts";
import { situations } from "../compat/situations.ts";
import { nat } from "../topology/nat/nat.ts";
import { caseReport } from "./case-report.ts";

const pair = { a: "alice", b: "bob", duration: 1, path: "either" } as const;

it(
  "a case in which one edge relays what it sends, and the other does not, is called half-direct",
  { timeout: 60_000 },
  async () => {
    const report = caseReport(
      await betweenHomes(nat.portRestricted, nat.portRestricted, { makeEdge: relaysFrames("bob") }),
      pair,
    );
    expect(report).toMatchObject({ verdict: "fail", observedPath: "half-direct" });
    const [forth, back] = report.paths;
    expect(forth!.direct).toBeGreaterThan(forth!.relayed);
    expect(back).toMatchObject({ from: "bob", direct: 0 });
    expect(compatTrial("it", situations[0]!, 1, report, "x").outcome).toBe("half-direct");
  },
);

it("one in which both do not is direct", async () => {
  const report = caseReport(await betweenHomes(nat.portRestricted, nat.portRestricted), pair);
  expect(report).toMatchObject({ observedPath: "direct" });
});
