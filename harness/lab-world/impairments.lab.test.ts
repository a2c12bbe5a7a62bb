import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { dissect } from "../evidence/capture/dissect.ts";
import { readPcap } from "../evidence/capture/pcap.ts";
import { cableCrossings } from "../evidence/cables/cable-crossings.ts";
import { countImpairments } from "../evidence/cables/impairment-counts.ts";
import { measuredImpairments } from "../expect/links/measured-impairments.ts";
import { packetsNeeded } from "../expect/links/needed.ts";
import { buildLab } from "../lab/testing/lab.ts";
import { host, topology } from "../topology/builders.ts";
import { parseLink } from "../topology/link-spec.ts";

it("a cable that does everything does each as often as it was asked to", { timeout: 120_000 }, async () => {
  const spec = { delay: "2ms", burstLoss: "6%/2", reorder: "6%/20ms", duplicate: "6%", corrupt: "6%" };
  const asked = parseLink(spec).up;
  const folder = await mkdtemp(join(tmpdir(), "natlab-test-"));
  await using lab = await buildLab(topology("impaired", { a: host({ link: { up: spec } }), b: host() }), 7);
  try {
    await lab.startCaptures(folder);
    const count = Math.ceil(packetsNeeded(asked) * 1.3);
    await lab.exec("a", ["ping", "-q", "-i", "0.003", "-W", "1", "-c", `${count}`, "198.18.2.1"]);
    await lab.stopCaptures(folder);
    const packets = (node: string) =>
      readPcap(readFileSync(join(folder, `${node}.pcap`)))
        .map((record) => dissect(record, node, new Map()))
        .filter(({ echo, isDamaged, from }) => from?.address === "198.18.1.1" && (echo?.request || isDamaged));
    const [sent, came] = [packets("a"), packets("internet")];
    const damaged = came.filter(({ isDamaged, direction }) => isDamaged && direction === "in").length;
    const counts = countImpairments(asked, cableCrossings(asked, sent, came, Infinity), damaged);
    expect(counts.sent).toBe(count);
    const values = measuredImpairments({ asked, counts });
    expect(values.map(({ what }) => what)).toEqual(["loss", "burst length", "reordered", "duplicated", "corrupted"]);
    expect(values.filter(({ is }) => is !== "as asked")).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
