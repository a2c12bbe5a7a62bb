import { describe, expect, it } from "vitest";
import { captureCounters } from "./capture.ts";

describe("captureCounters", () => {
  it("reads tcpdump's closing words", () => {
    const text =
      "tcpdump: listening on any\n12 packets captured\n14 packets received by filter\n2 packets dropped by kernel\n";
    expect(captureCounters(text)).toEqual({ captured: 12, dropped: 2 });
  });

  it("counts what an interface dropped as dropped, and reads the singular", () => {
    const text =
      "1 packet captured\n1 packet received by filter\n0 packets dropped by kernel\n1 packet dropped by interface\n";
    expect(captureCounters(text)).toEqual({ captured: 1, dropped: 1 });
  });

  it("has no answer when they are missing", () => {
    expect(captureCounters("tcpdump: listening on any\n")).toBeUndefined();
  });
});
