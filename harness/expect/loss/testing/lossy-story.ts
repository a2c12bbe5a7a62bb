import { seconds } from "../../../../src/base/instant.ts";
import { fraction, seededRandom } from "../../../../src/base/random.ts";
import type { Evidence } from "../../../evidence/evidence.ts";
import { Story } from "../../../evidence/testing/story.ts";
import type { Claim } from "../../claim.ts";

export const claim = (samples: number): Claim => ({
  kind: "loss",
  a: "alice",
  b: "bob",
  path: "direct",
  samples,
  from: Story.start,
  within: seconds(20),
});
export const lossy = { linkA: { loss: 0.05 } } as const;
const short = new Uint8Array(120);

/** Pings and short datagrams between the homes; the cable of alice's home loses a fraction in each direction. */
export function lossyStory(seed: number, { cable = 0.05, pings = 100, load = 1300 } = {}): Story {
  const random = seededRandom(seed);
  const luck = () => (fraction(random) < cable ? ({ lostBefore: "internet" } as const) : undefined);
  const story = new Story(lossy);
  for (let i = 0; i < pings; i++) {
    const there = luck();
    story.ping(100 + 50 * i, "alice", "bob", "direct", {
      ...(there && { there }),
      ...(fraction(random) < cable && { back: { lostBefore: "homeA" } }),
    });
  }
  for (let i = 0; i < load; i++) {
    story.datagram(100 + 4 * i, "alice", "bob", numbered(2 * i), luck());
    story.datagram(
      102 + 4 * i,
      "bob",
      "alice",
      numbered(2 * i + 1),
      fraction(random) < cable ? { lostBefore: "homeA" } : undefined,
    );
  }
  return story;
}

const numbered = (n: number): Uint8Array => {
  const bytes = short.slice();
  new DataView(bytes.buffer).setUint32(0, n);
  return bytes;
};

/** Bob's program drops some of what it receives. */
export function dropping(evidence: Evidence, share: number, seed: number): Evidence {
  const random = seededRandom(seed);
  const dropped = new Set<number>();
  for (let i = 1; i <= 1000; i++) if (fraction(random) < share) dropped.add(i);
  const captures = evidence.captures.map((capture) =>
    capture.node === "bob" || capture.node === "alice"
      ? {
          ...capture,
          packets: capture.packets.filter(
            ({ node, echo }) => !echo || !dropped.has(echo.sequence) || (node === "alice" && echo.request),
          ),
        }
      : capture,
  );
  return { ...evidence, captures };
}
