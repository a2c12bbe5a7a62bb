import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tryDebianPackages } from "../../../ci/bootstrap/debian-packages.mjs";
import { askingHomes } from "../../../topologies/asking-homes.ts";
import { mappingProtocols } from "../../../src/portmap/lease.ts";
import type { Lab } from "../../lab/lab.ts";
import { buildLab } from "../../lab/testing/lab.ts";
import { nat } from "../../topology/nat/nat.ts";
import { startPortMapping } from "./port-mapping.ts";

const net = askingHomes({ nat: nat.symmetric, asksA: ["pcp", "nat-pmp", "upnp"] });
const [router, port] = ["198.16.2.1", 6001] as const;

/** Sends to the router's public port until alice's socket receives it, or the time is over. */
async function arrives(lab: Lab): Promise<boolean> {
  const listen = `const s = require("dgram").createSocket("udp4"); s.bind(${port}); s.on("message", () => process.exit(0)); setTimeout(() => process.exit(1), 2500)`;
  const send = `const s = require("dgram").createSocket("udp4"); const t = setInterval(() => s.send("x", ${port}, "${router}"), 100); setTimeout(() => process.exit(0), 2400)`;
  const heard = lab.exec("alice", [process.execPath, "-e", listen]);
  await lab.exec("sn", [process.execPath, "-e", send]);
  return (await heard).code === 0;
}

const redirects = async (lab: Lab): Promise<number> => {
  const { stdout } = await lab.exec("homeA", ["nft", "list", "chain", "inet", "upnp", "asked_redirect"]);
  return stdout.split(" dnat ").length - 1;
};

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) if (await condition()) return;
  throw new Error("not received in time");
}

describe("a port that a router forwards", () => {
  const folder = mkdtempSync(join(tmpdir(), "port-mapping-"));
  let lab: Lab;
  beforeAll(async () => {
    const trouble = tryDebianPackages(["miniupnpd"], (line: string) => process.stderr.write(`setup: ${line}\n`));
    if (trouble !== undefined) throw new Error(trouble);
    lab = await buildLab(net);
    await startPortMapping(lab, folder);
  }, 240_000);
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it.each(mappingProtocols)(
    "is requested by n2n-portfwd over %s, and released",
    { timeout: 60_000 },
    async (protocol) => {
      expect(await arrives(lab)).toBe(false);
      const argv = [process.execPath, "dist/n2n-portfwd.mjs", "--port", String(port), "--protocol", protocol];
      const program = await lab.spawn("alice", argv, { logFile: join(folder, `${protocol}.log`) });
      await until(async () => (await redirects(lab)) === 1);
      expect(await arrives(lab)).toBe(true);
      await program.kill("SIGTERM");
      expect(await program.exited).toBe(0);
      expect(await redirects(lab)).toBe(0);
      expect(await arrives(lab)).toBe(false);
    },
  );
});
