import fc from "fast-check";
import { expect, it } from "vitest";
import { instant } from "../../../src/base/instant.ts";
import { analyse } from "../analysis.ts";
import type { CapturedPacket, Evidence } from "../evidence.ts";
import { recently } from "../story-packets.ts";
import { overTcp } from "../testing/over-tcp.ts";
import { Story, type Stop } from "../testing/story.ts";

const end = 4000;
const host = fc.constantFrom("alice", "bob", "sn");
const stop: fc.Arbitrary<Stop | undefined> = fc.constantFrom(
  undefined,
  undefined,
  { lostBefore: "homeB" },
  { refusedBy: "homeA" },
);
const at = fc.integer({ min: 1, max: end });
const ping = fc.record({
  at,
  from: fc.constantFrom("alice", "bob"),
  path: fc.constantFrom("direct" as const, "relayed" as const),
  stop,
});
/** Of few contents, so that many are equal. */
const datagram = fc.record({ at, from: host, to: host, byte: fc.nat(1), long: fc.boolean(), stop });
const stories = fc
  .record({
    pings: fc.array(ping, { minLength: 1, maxLength: 30 }),
    datagrams: fc.array(datagram, { maxLength: 30 }),
    duplicate: fc.constantFrom(0, 0.3),
    isTcp: fc.boolean(),
  })
  .map(({ pings, datagrams, duplicate, isTcp }) => {
    const story = new Story({ linkB: { delay: "20ms", duplicate } });
    for (const { at, from, path, stop } of pings)
      story.ping(at, from, from === "alice" ? "bob" : "alice", path, stop ? { there: stop } : {});
    for (const { at, from, to, byte, long, stop } of datagrams)
      if (from !== to) story.datagram(at, from, to, new Uint8Array(long ? 700 : 4).fill(byte), stop);
    const evidence = story.evidence(end + 1000);
    return isTcp ? overTcp(evidence, "same") : evidence;
  });

/** How much of each capture is there at each look, as a fraction of what there is by then, and since when it counts. */
const looks = fc.array(
  fc.record({
    until: fc.integer({ min: 0, max: end + 1000 }),
    behind: fc.array(fc.nat(2), { minLength: 6, maxLength: 6 }),
    from: fc.constantFrom(0, 0, 0, end - 500),
  }),
  { minLength: 2, maxLength: 6 },
);

/** What was captured by then, without the latest few packets of some captures. */
const upTo = (whole: Evidence, until: number, behind: readonly number[]): Evidence => ({
  ...whole,
  until: Story.at(until),
  captures: whole.captures.map((capture, i) => {
    const packets = capture.packets.filter((packet) => packet.at <= Story.at(until));
    return { ...capture, packets: packets.slice(0, packets.length - (behind[i] ?? 0)) };
  }),
});

/** Another plan, so that nothing is known of it yet. */
const unknown = (evidence: Evidence): Evidence => ({ ...evidence, addresses: { ...evidence.addresses } });

function said(evidence: Evidence): unknown {
  const { pings, crossings, journeys, ways, direct } = bound(evidence);
  const packets = evidence.captures.flatMap((capture) => capture.packets);
  const through = packets.map((packet: CapturedPacket) => journeys.through(packet));
  return {
    pings,
    crossings,
    journeys: journeys.all,
    through,
    ways: ways("alice", "bob"),
    direct: direct("bob", "alice"),
  };
}

function bound(evidence: Evidence) {
  const analysis = analyse(evidence);
  const { pings, crossings, journeys } = analysis;
  return {
    pings,
    crossings,
    journeys,
    ways: (from: string, to: string) => analysis.ways(from, to),
    direct: (from: string, to: string) => analysis.direct(from, to),
  };
}

it("follows evidence that grows as if it were seen for the first time", () => {
  let reused = 0;
  fc.assert(
    fc.property(stories, looks, (whole, some) => {
      const seen = some
        .sort((a, b) => a.until - b.until)
        .map(({ until, behind, from }) => recently(upTo(whole, until, behind), instant(Story.start + from + 1)));
      const journeys = new Set<unknown>();
      for (const evidence of seen) {
        expect(said(evidence)).toEqual(said(unknown(evidence)));
        for (const journey of analyse(evidence).journeys.all) {
          if (journeys.has(journey)) reused++;
          journeys.add(journey);
        }
      }
      // What was said before is still so after more has been followed.
      for (const evidence of seen) expect(said(evidence)).toEqual(said(unknown(evidence)));
    }),
    { numRuns: 60 },
  );
  expect(reused).toBeGreaterThan(0);
});
