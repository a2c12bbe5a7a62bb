import { beforeEach, describe, expect, it } from "vitest";
import { pingFrame, pingNumber } from "./ping-frame.ts";
import { Watch } from "./watch.ts";
import type { Mac } from "../../../src/base/address/mac.ts";

const here = { mac: "02:00:00:00:00:01" as Mac, address: "10.0.1.1" };
const there = { mac: "02:00:00:00:00:02" as Mac, address: "10.0.1.2" };
const to = { address: "198.18.1.1", port: 5000 };
const frame = pingFrame(here, there, true, 7);
const up = () => true;

let [now, watch, late]: [number, Watch, (() => void)[]] = [0, undefined!, []];
beforeEach(() => {
  [now, late] = [100_000, []];
  watch = new Watch(
    () => now,
    (wait, run) => void late.push(() => ((now += wait), run())),
  );
});
const rules = () => watch.violations.map(({ rule }) => rule);

describe("a ping", () => {
  beforeEach(() => watch.ping(7, "e1", "e2"));

  it("must be answered", () => {
    watch.judgePing(7, up);
    expect(watch.violations).toMatchObject([{ rule: "unreached", who: ["e1", "e2"] }]);
  });

  it("is judged once, and not at all when it was answered", () => {
    watch.answered(7);
    watch.judgePing(7, up);
    expect([rules(), watch.counts.answered]).toEqual([[], 1]);
  });

  it("need not be answered if a link lost its datagram", () => {
    watch.fate({ sender: "e1", to, bytes: frame }, "lost");
    watch.judgePing(7, up);
    expect([rules(), watch.counts.unlucky]).toEqual([[], 1]);
  });

  it("need not be answered if one of them is gone, or was just disturbed", () => {
    watch.judgePing(7, (name) => name !== "e2");
    watch.ping(8, "e1", "e2");
    watch.disturb(["e2"]);
    watch.judgePing(8, up);
    watch.disturbAll();
    watch.ping(9, "e3", "e4");
    watch.judgePing(9, up);
    expect([rules(), watch.counts.excused]).toEqual([[], 3]);
  });

  it("must be answered again some time after a disturbance", () => {
    watch.disturb(["e2"]);
    now += 40_000;
    watch.ping(8, "e1", "e2");
    watch.judgePing(8, up);
    expect(rules()).toEqual(["unreached"]);
  });
});

describe("a path called direct", () => {
  const delivered = (sender: string, receiver: string, at = to) =>
    watch.fate({ sender, to: at, bytes: frame }, "delivered", receiver);
  const claim = () => {
    watch.path("e1", "e2", "198.18.1.1:5000");
    for (const run of late) run();
  };

  it("must have carried packets both ways recently", () => {
    delivered("e1", "e2");
    delivered("e2", "e1", { address: "198.18.1.2", port: 1 });
    claim();
    expect(rules()).toEqual([]);
    now += 10_000;
    claim();
    expect(rules()).toContain("believes direct");
  });

  it.each<[string, () => void]>([
    ["nothing", () => undefined],
    ["one way", () => delivered("e1", "e2")],
    ["the other way", () => delivered("e2", "e1")],
    [
      "another socket",
      () => {
        delivered("e1", "e2", { ...to, port: 5001 });
        delivered("e2", "e1");
      },
    ],
  ])("is none when it carried %s", (_what, happened) => {
    happened();
    claim();
    expect(rules()).toEqual(["believes direct"]);
  });

  it("may be a datagram's time ahead of its proof", () => {
    delivered("e2", "e1");
    watch.path("e1", "e2", "198.18.1.1:5000");
    delivered("e1", "e2");
    for (const run of late) run();
    expect(rules()).toEqual([]);
  });
});

describe("the rest", () => {
  it("is reported as it is", () => {
    watch.crossed("e1", "e9");
    watch.bounded("e1", "peers", 5, 5);
    watch.bounded("e1", "peers", 6, 5);
    expect(rules()).toEqual(["crossed communities", "table too big"]);
  });

  it("a ping's number is found at the end of any datagram", () => {
    expect(pingNumber(Uint8Array.from([1, 2, 3, ...frame]))).toBe(7);
    expect(pingNumber(frame.subarray(0, frame.length - 1))).toBeUndefined();
    expect(pingNumber(new Uint8Array(3))).toBeUndefined();
  });
});
