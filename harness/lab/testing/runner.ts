import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { nat } from "../../topology/nat/nat.ts";
import { buildLab } from "./lab.ts";

/** A runner to be killed: builds, captures, starts programs, says "ready", and waits forever. HOME identifies it. */
const lab = await buildLab(twoHomes({ natA: nat.symmetric, natB: nat.fullCone, linkA: { delay: "5ms" } }));
const folder = mkdtempSync(join(process.env["HOME"] ?? tmpdir(), "captures-"));
await lab.startCaptures(folder);
await lab.spawn("alice", ["sh", "-c", "setsid sleep 1000 & exec ping -q 198.18.1.1"], { logFile: join(folder, "log") });
process.stdout.write("ready\n");
setInterval(() => undefined, 1000);
