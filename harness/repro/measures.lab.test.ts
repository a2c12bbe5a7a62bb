import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ownFile } from "../project/own-folder.ts";
import { measurePart } from "./measures.ts";
import { insidePart, outsidePart } from "./shell.ts";

const folder = mkdtempSync(join(tmpdir(), "repro-measures-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two hosts on one cable, whose address stands for the overlay's. */
const network = `
mount -t tmpfs lab /run && : > "$WORK/begun"
ip netns add natlab-alice; ip netns add natlab-bob
ip -n natlab-alice link add name eth0 type veth peer name eth0 netns natlab-bob
ip -n natlab-alice addr add 10.9.0.1/24 dev eth0; ip -n natlab-bob addr add 10.9.0.2/24 dev eth0
for node in alice bob; do ip -n natlab-$node link set lo up; ip -n natlab-$node link set eth0 up; done
pair alice 10.9.0.1 eth0 bob 10.9.0.2 eth0
`;

/** What checks say there, and the exit code. `said`: the verdict of the run. */
function checked(said: string, ...lines: readonly string[]) {
  const file = join(folder, "repro.sh");
  const parts = [`said=${said}`, outsidePart(readFileSync(ownFile("ci/rooted.sh"), "utf8")), insidePart({ ip: "{ 198.18.1.1 }", ip6: undefined, size: 1000 }), measurePart(1000), network]; // prettier-ignore
  writeFileSync(file, [...parts, ...lines, "verdict pass all-met the-claims", ""].join("\n"));
  const { stdout, stderr, status } = spawnSync("sh", [file], { encoding: "utf8", env: { PATH: process.env["PATH"], TMPDIR: folder } }); // prettier-ignore
  return { stdout, stderr, status };
}

/** Of a program that loses every third large packet that has arrived. */
const lossy = `ip netns exec natlab-bob nft -f - <<'RULES'
table inet lossy {
  chain in {
    type filter hook input priority 0
    meta length > 1000 numgen inc mod 3 == 0 drop
  }
}
RULES`;
const quick = "0.0 -1.0 8.0 25.0 275.0";

describe("a script's own measurements", { timeout: 120_000 }, () => {
  it("are met by a network as it should be", () => {
    const { stdout, stderr, status } = checked(
      "pass",
      `check_latency latency direct 5 5 ${quick} ${quick}`,
      "check_loss loss direct 5 5 alice 0.0 0 0 0",
      "check_throughput throughput 20 300000 5201 2 '293 KiB'",
    );
    expect(stderr).toMatch(/met: latency: configured 0\.0 ms, p50 [\d.]+ ms, p95 [\d.]+ ms \(n=5\)/);
    expect(stderr).toMatch(/met: loss: configured 0\.0 %, lost 0 of 5, 0 by programs/);
    expect(stderr).toMatch(/met: throughput: 293 KiB intact in \d+ ms, [\d.]+ Mbit\/s/);
    expect([status, stdout]).toEqual([0, expect.stringContaining("verdict   pass, as in the run")]);
  });

  it.each([
    ["round trips that are too fast", "", "check_latency x direct 1 5 40.0 39.0 48.0 65.0 315.0 40.0 39.0 48.0 65.0 315.0", /configured 40\.0 ms, p50 .*; p50 is below 39\.0 ms/], // prettier-ignore
    ["pings that no cable lost", lossy, "check_loss x direct 1 6 alice 0.0 0 0 0", /lost 2 of 6, 2 by programs/],
    ["another path", "", "check_loss x relayed 1 2 alice 0.0 0 0 0", /2 of 2 pings answered, direct from alice and direct from bob/], // prettier-ignore
    ["a transfer that is too slow", "", "check_throughput x 20 300000 5201 1000000 '293 KiB'", /slower than 1000000 Mbit/], // prettier-ignore
    ["a transfer that does not arrive", "ip -n natlab-bob link set eth0 down", "check_throughput x 2 300000 5201 2 '293 KiB'", /0 of 300000 bytes arrived, no answer in 2 s/], // prettier-ignore
  ])("fail on %s, and say so", (_, before, check, observed) => {
    const { stdout, status } = checked("fail", before, check);
    expect(stdout).toMatch(observed);
    expect([status, stdout]).toEqual([1, expect.stringContaining("verdict   fail, as in the run")]);
  });

  it("are inconclusive about links that lose what they should not", () => {
    const dropping = lossy.replace("hook input priority 0", "hook prerouting priority -320");
    const { stdout, status } = checked("pass", dropping, "check_loss x direct 1 6 alice 0.0 0 0 0");
    expect(stdout).toMatch(/lost 2 of 6, 0 by programs.*; links lost 2, not 0 to 0/);
    expect(status).toBe(2);
  });
});
