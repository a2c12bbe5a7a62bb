import { createHmac } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hardwareName } from "./hardware.ts";
import { ownName } from "../network/own-name.ts";

/** machine-id(5): first the system's, then D-Bus's. It must stay secret, so only keyed hashes of it leave this file. */
const files = ["/etc/machine-id", "/var/lib/dbus/machine-id"] as const;

/**
 * 32 bytes that are the same each time for the same words on this machine, and do not reveal its id: HMAC-SHA-256
 * keyed with the machine id, like sd_id128_get_machine_app_specific(3). If the hardware reports nothing, or there is
 * no id, the name drawn by this program is used instead. Undefined = the machine has none of these.
 */
export function stableSecret(...words: readonly string[]): Uint8Array | undefined {
  const hardware = hardwareName();
  const [id, own] = [machineId(), hardware === "" || machineId() === undefined ? ownName() : undefined];
  return secretOf(words, hardware || (own ?? ""), id ?? own);
}

/** `hardware`: what distinguishes machines with one id, such as clones of one image. */
export function secretOf(words: readonly string[], hardware: string, id = machineId()): Uint8Array | undefined {
  if (id === undefined) return undefined;
  const said = ["n2n-natlab 2", ...words, networkOfItsOwn(), hardware];
  return createHmac("sha256", id).update(JSON.stringify(said)).digest();
}

function machineId(): string | undefined {
  for (const file of files) {
    try {
      const id = readFileSync(file, "utf8").trim();
      if (/^[0-9a-f]{32}$/.test(id)) return id;
    } catch {
      // The next one may exist.
    }
  }
  return undefined;
}

/**
 * Inodes of the machine's first network namespace: NET_NS_INIT_INO of include/uapi/linux/nsfs.h, and before Linux 6.18
 * the first one that proc gives out. Comparing with /proc/1 would not work: in a container it is the container's, and it may just be changing namespaces.
 */
const firstNetworks = new Set([0xefff_fff9, 0xf000_0000].map((inode) => `net:[${inode}]`));

/** Two programs on one machine in different network namespaces are two nodes; "" = the machine's own namespace. */
function networkOfItsOwn(): string {
  try {
    const own = readlinkSync("/proc/self/ns/net");
    return firstNetworks.has(own) ? "" : own;
  } catch {
    return "";
  }
}
