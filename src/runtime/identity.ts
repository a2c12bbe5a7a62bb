import { createHmac } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";

/** machine-id(5): first the system's, then D-Bus's. It must stay secret, so only keyed hashes of it leave this file. */
const files = ["/etc/machine-id", "/var/lib/dbus/machine-id"] as const;

/**
 * 32 bytes that are the same each time this machine says the same words, and that tell nobody its id: HMAC-SHA-256 with
 * the machine id as key, as sd_id128_get_machine_app_specific(3) has it. Undefined = the machine has no id.
 */
export function stableSecret(...words: readonly string[]): Uint8Array | undefined {
  const id = machineId();
  if (id === undefined) return undefined;
  const said = ["n2n-natlab 1", ...words, networkOfItsOwn()];
  return createHmac("sha256", id).update(JSON.stringify(said)).digest();
}

function machineId(): string | undefined {
  for (const file of files) {
    try {
      const id = readFileSync(file, "utf8").trim();
      if (/^[0-9a-f]{32}$/.test(id)) return id;
    } catch {
      // The next one may be there.
    }
  }
  return undefined;
}

/** Two programs of one machine in different network namespaces are two nodes; "" = the namespace of the first process. */
function networkOfItsOwn(): string {
  try {
    const own = readlinkSync("/proc/self/ns/net");
    return own === readlinkSync("/proc/1/ns/net") ? "" : own;
  } catch {
    return "";
  }
}
