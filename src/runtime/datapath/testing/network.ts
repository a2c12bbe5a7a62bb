import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { execa } from "execa";
import koffi from "koffi";
import { beforeAll, describe, expect, it } from "vitest";
import { bind, close, ioctl, kernelBuffer, lastError, read, socket, write } from "../libc.ts";

const libc = koffi.load(null);

const top = join(import.meta.dirname, "../../../..");

/**
 * Tests in a private network of this process. An ordinary user's process gets none, because a user namespace is only for
 * processes with one thread (unshare(2)): then the whole `file` is run by another vitest, which is root in one.
 */
export function inNetworkOfItsOwn(file: string, tests: () => void): void {
  if (process.getuid?.() === 0)
    return void describe("in a network of its own", () => {
      beforeAll(leaveTheNetwork);
      tests();
    });
  it("in a network of its own, by a vitest in a user namespace", { timeout: 300_000 }, async () => {
    const vitest = [join(top, "node_modules/vitest/vitest.mjs"), "run", "--project", "lab", file];
    const ofOurs = Object.keys(process.env).filter((name) => name.startsWith("VITEST"));
    const env = Object.fromEntries(ofOurs.map((name) => [name, undefined]));
    const argv = [join(top, "ci/rooted.sh"), process.execPath, ...vitest];
    const { exitCode, all } = await execa("sh", argv, { cwd: top, env, reject: false, all: true });
    // It is 3 if all tests were skipped.
    expect(exitCode, all).toBe(0);
  });
}

/** Gives this thread and its children a private network, which vanishes with the process. */
function leaveTheNetwork(): void {
  const newNetwork = 0x40000000;
  const unshare = libc.func("int unshare(int flags)") as unknown as (flags: number) => number;
  if (unshare(newNetwork) !== 0) throw new Error(`unshare: ${lastError()}`);
  execFileSync("ip", ["link", "set", "lo", "up"]);
}

/** As in a packet. */
const etherTypes = { experimental: 0xb588, ipv4: 0x0008 } as const;

/** A raw socket on the TAP: the TAP's program reads what it sends, and vice versa (packet(7)). */
export function packetSocket(device: string, etherType: keyof typeof etherTypes = "experimental") {
  const packetFamily = 17;
  const rawNonBlocking = 3 | 0o4000;
  const protocol = etherTypes[etherType];
  const fd = socket(packetFamily, rawNonBlocking, protocol);
  const name = kernelBuffer(40);
  name.set(Buffer.from(device));
  const getIndex = 0x8933;
  if (ioctl(fd, getIndex, name) < 0) throw new Error(`${device}: ${lastError()}`);
  const address = kernelBuffer(20);
  const view = new DataView(address.buffer);
  view.setUint16(0, packetFamily, true);
  view.setUint16(2, protocol, true);
  address.set(name.subarray(16, 20), 4);
  if (bind(fd, address, 20) < 0) throw new Error(`bind: ${lastError()}`);
  const buffer = kernelBuffer(4096);
  const heard: Uint8Array[] = [];
  return {
    send: (frame: Uint8Array) => {
      buffer.set(frame);
      write(fd, buffer, frame.length);
    },
    received: () => {
      for (let length = read(fd, buffer, 4096); length > 0; length = read(fd, buffer, 4096)) {
        heard.push(buffer.slice(0, length));
      }
      return heard;
    },
    close: () => close(fd),
  };
}
