import { expect, it } from "vitest";
import { measureLinks } from "./link-quality.ts";
import { Story } from "./testing/story.ts";
import { wiringOf } from "./wiring.ts";

it("counts no datagram that could not be called lost yet, so that the arrived ones do not hide losses", () => {
  const story = new Story({ linkA: { delay: "10ms" } });
  for (let i = 0; i < 40; i++)
    story.datagram(i * 50, "alice", "bob", Uint8Array.of(i), i % 2 === 1 ? { lostBefore: "internet" } : undefined);
  // The last of them left at 1950; what is younger than 412 ms may still be under way.
  const evidence = story.evidence(2000);
  const wiring = wiringOf(evidence.topology, evidence.addresses, new Set(evidence.captures.map((it) => it.node)));
  const up = measureLinks(evidence, wiring).find((it) => it.node === "homeA" && it.direction === "up");
  expect(up).toMatchObject({ sent: 32, lost: 16 });
});
