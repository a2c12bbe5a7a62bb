import { describe, expect, it } from "vitest";
import { damagedRecording, edgeRecording, recordedEvidence, timeOf } from "../testing/recorded.ts";
import { startOf } from "../ladder/rows.ts";
import { followBindings } from "../seen/bindings.ts";
import type { StoredRecording } from "./read.ts";
import { recordingsOf } from "./recordings.ts";

const evidence = recordedEvidence();
const start = startOf(evidence);
const shown = (...stored: StoredRecording[]) => recordingsOf(stored, evidence, followBindings(evidence, start), start)!;
const { moments } = shown(edgeRecording);

describe("what a machine saw and did", () => {
  it("is each event with its actions, by name, and what became of their datagrams", () => {
    const [first] = moments;
    expect(first).toMatchObject({ times: 1, machine: 0, event: 1 });
    expect(first!.at).toBeCloseTo(100, 3);
    expect(first!.lines.map(({ text }) => text.slice(0, 46))).toEqual([
      "start",
      "configure mac=alice address=10.77.0.2/24",
      "send to 198.18.1.1:7654 REGISTER_SUPER cookie=",
      "announce REGISTER cookie=4194304 source=alice ",
      "relay socket=198.18.1.1:7654",
    ]);
    expect(first!.lines[2]!.packet).toEqual({
      frame: 1,
      way: "alice → homeA ✘ refused",
      end: "refused",
      last: { node: "homeA", frame: 1 },
    });
  });

  it("finds the datagram that an event brought", () => {
    const answer = moments.find(({ event }) => event === 5);
    expect(answer!.lines[0]!.text).toContain("REGISTER_SUPER_ACK");
    expect(answer!.lines[0]!.packet).toMatchObject({ end: "delivered", way: expect.stringMatching(/^sn → homeA :\d+ → alice, /) as string }); // prettier-ignore
  });

  it("keeps every event, traffic that is alike as one", () => {
    const events = edgeRecording.lines.filter((line) => line.startsWith(`{"event":`)).length;
    expect(moments.reduce((sum, { times }) => sum + times, 0)).toBe(events);
    expect(moments.length).toBeLessThan(events / 2);
    const frames = moments.find(({ times }) => times > 5);
    expect(frames!.until).toBeGreaterThan(frames!.at);
  });
});

describe("a recording that is not whole", () => {
  const findingOf = (stored: StoredRecording) =>
    shown(stored)
      .machines.map(({ replay }) => replay)
      .join();

  it("says so, and shows what there is", () => {
    expect(findingOf(edgeRecording)).toBe("replayed, it does the same again");
    expect(findingOf({ ...edgeRecording, lines: [], cut: "it cannot be read: EACCES" })).toBe("it cannot be read: EACCES"); // prettier-ignore
    expect(findingOf(damagedRecording)).toMatch(/^it is damaged: line 2: /);
    const half = { ...edgeRecording, lines: edgeRecording.lines.slice(0, 40) };
    expect(findingOf(half)).toContain("as far as it goes: the recording");
    expect(findingOf({ ...half, cut: "only the first 2 MiB were read" })).toContain("only the first 2 MiB were read");
    expect(shown(half).moments[0]).toEqual(moments[0]);
  });

  it("may differ from what the machine does now", () => {
    const lines = edgeRecording.lines.map((line, i) => (i === 4 ? line.replace("4194304", "9") : line));
    expect(findingOf({ ...edgeRecording, lines })).toBe("replayed, it does something else at event 1");
  });
});

describe("more than a page can hold", () => {
  it("loses its middle, and says how much", () => {
    const many = Array.from({ length: 9 }, () => edgeRecording);
    const { moments: kept, left } = shown(...many);
    const letters = kept.flatMap(({ lines }) => lines).reduce((sum, { text }) => sum + text.length, 0);
    expect(letters).toBeLessThan(40_000);
    expect(kept.length).toBeLessThanOrEqual(200);
    const gone = left!.events + kept.reduce((sum, { times }) => sum + times, 0);
    expect(gone).toBe(9 * moments.reduce((sum, { times }) => sum + times, 0));
    expect(kept[left!.after - 1]!.at).toBeLessThanOrEqual(left!.from);
    expect(kept[left!.after]!.at).toBeGreaterThanOrEqual(left!.until);
    expect(kept.at(-1)).toEqual({ ...moments.at(-1), machine: 8 });
  });
});

it("is in the order of time", () => {
  const { moments: both } = shown(edgeRecording, { ...edgeRecording, node: "sn" });
  expect(both.map(({ at }) => at)).toEqual(both.map(({ at }) => at).sort((a, b) => a - b));
  expect(timeOf(5)).toBeGreaterThan(timeOf(1));
});

it("is nothing without recordings", () => {
  expect(recordingsOf([], evidence, followBindings(evidence, start), start)).toBeUndefined();
});
