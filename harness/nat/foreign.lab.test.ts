import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { tryDebianPackages } from "../../ci/bootstrap/debian-packages.mjs";
import { apply } from "../nftables-json/apply.ts";
import { nat, type Dependence, type Translation } from "../topology/nat/nat.ts";
import { external, openBench, servers, type Bench } from "./bench/bench.ts";
import { rulesetFor } from "./nft/ruleset.ts";

/**
 * Two independent instruments measure all nine kinds of NAT: coturn's RFC 5780 client and the classic RFC 3489 client, both
 * against coturn's server. Neither can measure what else `measure.ts` does: clashes, port allocation beyond "preserves",
 * and a mapping that a refused packet moves.
 */
const dependences: Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const squares = dependences.flatMap((mapping, m) =>
  dependences.map((filtering, f): Translation => {
    const hairpin = (m + f) % 2 === 0 ? "external-source" : "none";
    return { ...nat.portRestricted, mapping, filtering, hairpin, ports: f === 1 ? "random" : "preserving" };
  }),
);

let unavailable: string | undefined;
let folder: string;
beforeAll(async () => {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  unavailable = tryDebianPackages(["turnserver", "turnutils_natdiscovery", "stun", "ss"], say);
  folder = await mkdtemp(join(tmpdir(), "natlab-foreign-"));
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function startTurnserver(bench: Bench, name: string) {
  const [first, second] = servers.addresses;
  const [port, other] = servers.ports;
  const files = ["db", "pidfile", "log-file"].flatMap((path) => [`--${path}`, join(folder, `${name}.${path}`)]);
  const quiet = ["--no-tls", "--no-dtls", "--no-tcp", "--no-auth", "--no-cli"];
  const listens = ["-L", first, "-L", second, "-p", String(port), `--alt-listening-port=${other}`];
  const server = bench.start("internet", ["turnserver", "-n", ...listens, ...quiet, ...files]);
  await vi.waitFor(async () => {
    const { stdout } = await bench.internet(["ss", "-lunH"]);
    for (const address of servers.addresses)
      for (const one of servers.ports) expect(stdout).toContain(`${address}:${one}`);
  }, 20_000);
  return server;
}

/** What both instruments print, in a laboratory of its own. */
async function instruments(translation: Translation, name: string): Promise<{ coturn: string; stun: string }> {
  await using bench = await openBench();
  await apply(bench.router, rulesetFor(translation, { external, wan: "wan", lan: "lan", seed: 1, zone: 1 }));
  const server = await startTurnserver(bench, name);
  const [coturn, stun] = await Promise.all([
    bench.alice(["turnutils_natdiscovery", "-m", "-f", servers.addresses[0]]),
    bench.bob(["stun", servers.addresses[0]]),
  ]);
  await server.stop();
  return { coturn: coturn.stdout, stun: stun.stdout };
}

/** In the words of turnutils_natdiscovery. */
const rfc5780: Record<Dependence, string> = {
  "endpoint-independent": "Endpoint Independent",
  "address-dependent": "Address Dependent",
  "address-and-port-dependent": "Address and Port Dependent",
};

/** RFC 3489 knows one kind of dependent mapping, and looks at the filter of the other only. */
function rfc3489({ mapping, filtering, hairpin, ports }: Translation): string {
  if (mapping !== "endpoint-independent") return "Dependent Mapping";
  const filter = {
    "endpoint-independent": "Independent",
    "address-dependent": "Address Dependent",
    "address-and-port-dependent": "Port Dependent",
  };
  const kept = ports === "preserving" ? "preserves ports" : "random port";
  return `Independent Mapping, ${filter[filtering]} Filter, ${kept}, ${hairpin === "none" ? "no" : "will"} hairpin`;
}

describe("coturn's natdiscovery and the stun client agree on", () => {
  it.concurrent.for(squares)("$mapping mapping with $filtering filtering", async (declared, { expect, skip }) => {
    if (unavailable !== undefined) return skip(unavailable);
    const { mapping, filtering } = declared;
    const seen = await instruments(declared, `${mapping}-${filtering}`);
    expect(seen.coturn).toContain(`NAT with ${rfc5780[mapping]} Mapping!`);
    expect(seen.coturn).toContain(`NAT with ${rfc5780[filtering]} Filtering!`);
    expect(seen.stun).toContain(`Primary: ${rfc3489(declared)}`);
  });
});
