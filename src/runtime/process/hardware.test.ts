import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { hardwareName } from "./hardware.ts";

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "hardware-"))));
afterEach(() => rmSync(root, { recursive: true }));

function file(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function card(name: string, address: string, { bus = "pci", assigned = "0", wireless = false } = {}): void {
  const folder = `sys/class/net/${name}`;
  file(`${folder}/address`, `${address}\n`);
  file(`${folder}/addr_assign_type`, `${assigned}\n`);
  if (bus !== "") {
    mkdirSync(join(root, folder, "device"), { recursive: true });
    symlinkSync(`../../../../bus/${bus}`, join(root, folder, "device/subsystem"));
  }
  if (wireless) mkdirSync(join(root, folder, "wireless"));
}

it("identifies a machine by its product UUID, unless the vendor set none", () => {
  file("sys/class/dmi/id/product_uuid", "4C4C4544-0042-3510-8056-B4C04F4B4432\n");
  card("eth0", "52:54:00:00:00:01");
  expect(hardwareName(root)).toBe("uuid 4c4c4544-0042-3510-8056-b4c04f4b4432");
  for (const none of [
    "00000000-0000-0000-0000-000000000000",
    "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
    "03000200-0400-0500-0006-000700080009",
  ]) {
    file("sys/class/dmi/id/product_uuid", none);
    expect(hardwareName(root)).toBe("card 52:54:00:00:00:01");
  }
});

it("identifies it by its serial number, as on a Raspberry Pi", () => {
  file("proc/device-tree/serial-number", "10000000abcdef01\0");
  expect(hardwareName(root)).toBe("serial 10000000abcdef01");
});

it("identifies it by a built-in wired card, not by removable devices", () => {
  card("lo", "00:00:00:00:00:00", { bus: "" });
  card("tap0", "02:00:00:00:00:01", { bus: "" });
  card("usb0", "02:00:00:00:00:02", { bus: "usb" });
  card("wlan0", "02:00:00:00:00:03", { wireless: true });
  card("eth1", "02:00:00:00:00:04", { assigned: "3" });
  expect(hardwareName(root)).toBe("");
  card("eth2", "52:54:00:00:00:09");
  card("eth0", "52:54:00:00:00:08", { bus: "virtio" });
  expect(hardwareName(root)).toBe("card 52:54:00:00:00:08");
});
