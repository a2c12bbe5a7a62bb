import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seconds } from "../../../src/base/instant.ts";
import { verdictOf } from "../../expect/verdict.ts";
import { LiveCapture } from "../capture/live-capture.ts";
import { PcapError } from "../capture/pcap.ts";
import { readEvidence, writeEvidence } from "./store.ts";
import { Story, claimed } from "../testing/story.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "evidence-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function story() {
  const story = new Story({ linkB: { delay: "20ms" } });
  story.steps.push(claimed({ kind: "ping", a: "alice", b: "bob", from: Story.start, within: seconds(5) }));
  story.pings(8, 100, "direct");
  return story.evidence(2000);
}

describe("an evidence folder", () => {
  it("returns what was written, with the same verdict", async () => {
    const evidence = story();
    await writeEvidence(folder, evidence);
    const read = await readEvidence(folder);
    expect({ ...read, captures: [] }).toEqual(JSON.parse(JSON.stringify({ ...evidence, captures: [] })));
    expect(read.captures.map((capture) => [capture.node, capture.packets.length])).toEqual(
      evidence.captures.map((capture) => [capture.node, capture.packets.length]),
    );
    expect(read.captures[2]!.packets[3]!.at).toBeCloseTo(evidence.captures[2]!.packets[3]!.at, 3);
    const verdict = verdictOf(read, () => []);
    expect(verdict).toEqual(verdictOf(evidence, () => []));
    expect(verdict.verdict).toBe("pass");
  });

  it("says what is wrong with it", async () => {
    await expect(readEvidence(folder)).rejects.toThrow("evidence.json is missing");
    await writeEvidence(folder, story());
    const capture = join(folder, "capture", "alice.pcap");
    writeFileSync(capture, readFileSync(capture).subarray(0, -3));
    await expect(readEvidence(folder)).rejects.toThrow(/alice.pcap: the file ends \d+ bytes into frame/);
    writeFileSync(join(folder, "evidence.json"), '{"version":2}');
    await expect(readEvidence(folder)).rejects.toThrow("evidence.json: version");
  });

  it("never reads a capture outside itself", async () => {
    await writeEvidence(folder, story());
    const file = join(folder, "evidence.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"capture/alice.pcap"', '"capture/../../secret"'));
    await expect(readEvidence(folder)).rejects.toThrow("captures.2.file");
  });
});

describe("LiveCapture", () => {
  it("reads what was appended, wherever the file was split, and names interfaces once they are known", async () => {
    await writeEvidence(folder, story());
    const whole = readFileSync(join(folder, "capture", "alice.pcap"));
    const file = join(folder, "growing.pcap");
    const names = new Map([[1, "n2n0"]]);
    const live = new LiveCapture(file, "alice", names);
    expect(live.read()).toEqual([]);
    writeFileSync(file, whole.subarray(0, 1000));
    const first = live.read();
    expect(first.map((packet) => packet.interface)).toEqual(["n2n0"]);
    appendFileSync(file, whole.subarray(1000, 5000));
    expect(live.read().map((packet) => packet.interface)).toContain("#2");
    names.set(2, "eth0");
    appendFileSync(file, whole.subarray(5000));
    const packets = live.seal();
    expect(packets).toEqual((await readEvidence(folder)).captures.find((capture) => capture.node === "alice")!.packets);
    expect(first).toHaveLength(1);
  });

  it("reports an unfinished record only when sealed", async () => {
    await writeEvidence(folder, story());
    const file = join(folder, "capture", "bob.pcap");
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    const live = new LiveCapture(file, "bob", new Map());
    expect(live.read().length).toBeGreaterThan(5);
    expect(() => live.seal()).toThrow(PcapError);
    live[Symbol.dispose]();
  });
});
