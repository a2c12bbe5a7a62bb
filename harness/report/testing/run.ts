import { seconds } from "../../../src/base/instant.ts";
import { Story, claimed } from "../../evidence/testing/story.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { nat } from "../../topology/nat/nat.ts";
import { caseReport, unevidencedCase } from "../case-report.ts";
import type { RunReport } from "../run-json.ts";

const links = { linkA: { delay: "10ms" }, linkB: { delay: "20ms" } } as const;
const pair = { a: "alice", b: "bob" };
const since = { ...pair, from: Story.start };
const setting = { ...pair, path: "direct", duration: 6400 } as const;
const small = Uint8Array.of(3, 0, 0, 42);

/** An invented run for tests of reports: one case passes, one fails at step 2, one has no laboratory. */
export function testRun(): RunReport {
  const [good, bad] = [passing(), failing()];
  return {
    schema: 1,
    tool: { name: "n2n-natlab", version: "0.1.0" },
    machine: { kernel: "6.1.0", node: "20.19.0" },
    scenario: "story",
    claim: "It works & <always>.",
    world: "lab",
    seed: 7,
    started: "2026-01-01T00:00:00.000Z",
    duration: 9000,
    cases: [
      caseReport(good, { ...setting, folder: "cases/good" }),
      caseReport(bad, { ...setting, folder: "cases/bad" }),
      unevidencedCase("never", good.topology, 7, {
        ...setting,
        verdict: { verdict: "inconclusive", why: "nft refused a ruleset" },
      }),
    ],
  };
}

function passing(): Evidence {
  const story = new Story(links);
  story.pings(10, 100, "relayed");
  story.tested(story.pings(30, 1000, "direct"), "direct");
  story.steps.push(
    claimed({ kind: "ping", ...since, within: seconds(10) }),
    claimed({ kind: "path", ...since, path: "direct", steady: 5, within: seconds(30) }),
    claimed({ kind: "latency", ...pair, from: Story.at(1100), path: "direct", samples: 20, within: seconds(10) }),
  );
  return story.evidence(5000, { case: "good", scenario: "story", seed: 7 });
}

function failing(): Evidence {
  const story = new Story({ ...links, natB: nat.addressRestricted });
  story.pings(100, 100, "relayed", 200);
  for (let i = 0; i < 4; i++) story.datagram(200 + i * 1000, "bob", "alice", small, { refusedBy: "homeA" });
  story.datagram(1500, "alice", "sn", Uint8Array.of(1), { lostBefore: "internet" });
  story.steps.push(claimed({ kind: "path", ...since, path: "direct", steady: 5, within: seconds(30) }));
  const logs = [{ node: "alice", program: "edge", lines: ["0.1 started", "2.0 peer-direct bob"] }];
  return story.evidence(31_000, { case: "bad", scenario: "story", seed: 7, logs });
}
