import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Linux sysfs: addr_assign_type of a device's permanent address (linux/netdevice.h). */
const spec = { permanent: "0" } as const;

/** Product UUIDs of vendors that set none. */
const noUuid = /^(.)\1*(-\1+)*$|^03000200-0400-0500-0006-000700080009$/i;

/**
 * Distinguishes this machine from another with the same disk image: the product UUID (readable only by root), the
 * serial number from the device tree, or the lowest hardware address of a built-in wired card. "" = the system
 * reports none of these.
 */
export function hardwareName(root = "/"): string {
  const uuid = read(join(root, "sys/class/dmi/id/product_uuid")).toLowerCase();
  if (uuid !== "" && !noUuid.test(uuid)) return `uuid ${uuid}`;
  const serial = read(join(root, "proc/device-tree/serial-number"));
  if (serial !== "" && !noUuid.test(serial)) return `serial ${serial}`;
  const [card] = cards(join(root, "sys/class/net")).sort();
  return card === undefined ? "" : `card ${card}`;
}

function cards(folder: string): string[] {
  return names(folder)
    .map((name) => join(folder, name))
    .filter((card) => {
      const bus = linkOf(join(card, "device/subsystem"));
      // Removable devices move to other machines, and radios change their address.
      const isBuiltIn = bus !== "" && !bus.endsWith("/usb") && !names(card).includes("wireless");
      return isBuiltIn && read(join(card, "addr_assign_type")) === spec.permanent;
    })
    .map((card) => read(join(card, "address")))
    .filter((address) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(address) && address !== "00:00:00:00:00:00");
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1").replace(/\0+$/, "").trim();
  } catch {
    return "";
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
