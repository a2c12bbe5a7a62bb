import { seconds } from "../../../src/base/instant.ts";
import { fraction, seededRandom, type Random } from "../../../src/base/random.ts";
import type { CapturedPacket, Evidence } from "../../evidence/evidence.ts";
import { Story } from "../../evidence/testing/story.ts";
import type { Claim } from "../../expect/claim.ts";
import { judge } from "../../expect/judge.ts";

/** How often a program that is worse by so much is not passed, of `trials` made-up stories each. */
export interface Power {
  readonly trials: number;
  readonly late: readonly { readonly milliseconds: number; readonly noticed: number }[];
  readonly stalls: readonly { readonly milliseconds: number; readonly noticed: number }[];
}

const trials = 40;
const links = { linkA: { delay: "10ms" }, linkB: { delay: "10ms" } } as const;
const claim = (samples: number): Claim => ({
  kind: "latency",
  a: "alice",
  b: "bob",
  path: "direct",
  samples,
  from: Story.start,
  within: seconds(20),
});

/** Each is judged by the judges of stories, over links of 40 ms there and back, with noise of up to 2 ms. */
export function power(): Power {
  const latency = (delayOf: (random: Random) => (sequence: number) => number): number =>
    shareOf((random) => {
      const delay = delayOf(random);
      return (
        judge(
          claim(20),
          answeredLater(20, (n) => fraction(random) * 2 + delay(n)),
        ).is !== "met"
      );
    });
  return {
    trials,
    late: [0, 2, 4, 6, 8, 10, 15].map((milliseconds) => ({
      milliseconds,
      noticed: latency(() => () => milliseconds),
    })),
    stalls: [50, 200, 250, 300, 500, 1400].map((milliseconds) => ({
      milliseconds,
      noticed: latency((random) => {
        const stalled = random.u32() % 20;
        return (n) => (n === stalled + 1 ? milliseconds : 0);
      }),
    })),
  };
}

function shareOf(noticed: (random: Random) => boolean): number {
  return Array.from({ length: trials }, (_, seed) => noticed(seededRandom(seed))).filter(Boolean).length / trials;
}

function changed(pings: number, change: (packet: CapturedPacket) => readonly CapturedPacket[]): Evidence {
  const story = new Story(links);
  story.pings(pings, 100, "direct");
  const evidence = story.evidence(20_000);
  const isAnswer = ({ node, echo }: CapturedPacket): boolean => node === "alice" && echo?.request === false;
  const captures = evidence.captures.map((capture) => ({
    ...capture,
    packets: capture.packets.flatMap((one) => (isAnswer(one) ? change(one) : [one])),
  }));
  return { ...evidence, captures };
}

const answeredLater = (pings: number, by: (sequence: number) => number): Evidence =>
  changed(pings, (ping) => [{ ...ping, at: (ping.at + by(ping.echo!.sequence)) as typeof ping.at }]);
