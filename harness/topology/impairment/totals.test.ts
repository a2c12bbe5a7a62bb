import { expect, it } from "vitest";
import { parseLink } from "../link-spec.ts";
import { dispersionOf, lossOf, queueTime, slowestOf } from "./totals.ts";
import { describeLink } from "./shown.ts";

it("adds up what is lost, in whatever way", () => {
  const { up } = parseLink({ loss: "10%", burstLoss: "20%/4", corrupt: "5%" });
  expect(lossOf(up)).toBeCloseTo(1 - 0.9 * 0.8 * 0.95, 12);
  expect(lossOf(parseLink({}).up)).toBe(0);
});

it("counts bursts less than independent losses, and less so the more of those there are", () => {
  const [bursts, both, none] = [{ burstLoss: "2%/5" }, { burstLoss: "2%/5", loss: "20%" }, { loss: "20%" }].map(
    (spec) => dispersionOf(parseLink(spec).up),
  );
  expect(none).toBe(1);
  // (1 + ρ) / (1 − ρ) with ρ = 1 − p − r, for bursts that lose everything.
  expect(bursts).toBeCloseTo((2 - 0.2 - 0.2 / 49) / (0.2 + 0.2 / 49), 6);
  expect(both).toBeGreaterThan(1);
  expect(both).toBeLessThan(bursts!);
});

it("knows how long a packet may take", () => {
  const { up } = parseLink({ delay: "20ms", jitter: "5ms", reorder: "1%/7ms", rate: "1mbit", queue: "10kB" });
  expect([queueTime(up), slowestOf(up)]).toEqual([80, 112]);
  expect([queueTime(parseLink({ rate: "1mbit" }).up), queueTime(parseLink({}).up)]).toEqual([250, 0]);
});

it("is shown in one line", () => {
  const link = {
    delay: "10ms",
    jitter: "1ms",
    burstLoss: "2%/5",
    reorder: "1%/5ms",
    duplicate: "0.5%",
    corrupt: "0.1%",
  };
  expect(describeLink(parseLink(link))).toBe(
    "10 ms ± 1 ms loss in bursts 2 % × 5 reordered 1 % by 5 ms duplicated 0.5 % corrupted 0.1 %",
  );
  expect(describeLink(parseLink({ up: { rate: "1mbit", queue: "64kB" }, down: { loss: "5%" } }))).toBe(
    "0 ms 1 Mbit/s queue 64 kB up, 0 ms loss 5 % down",
  );
});
