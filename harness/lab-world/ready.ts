import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../lab/lab.ts";
import { LabError } from "../lab/lab-error.ts";
import type { ProgramEnded } from "./program-ended.ts";

/** Ours to choose, in milliseconds. */
const tuned = { lookEvery: 15, patience: 10_000 };

/** Waits until some program of the node has bound the UDP port, as the kernel reports. */
export async function untilPortIsBound(
  lab: Lab,
  node: string,
  port: number,
  ended: () => ProgramEnded | undefined,
): Promise<void> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  await until(`UDP port ${port} of ${node} to be bound`, ended, async () => {
    const { stdout } = await lab.exec(node, ["cat", "/proc/net/udp", "/proc/net/udp6"]);
    return stdout.split("\n").some((line) => line.trim().split(/\s+/)[1]?.endsWith(suffix) === true);
  });
}

/** Waits until the interface is there, is up and has an IPv4 address. */
export async function untilDevice(
  lab: Lab,
  node: string,
  device: string,
  ended: () => ProgramEnded | undefined,
): Promise<void> {
  await until(`${device} of ${node} to come up`, ended, async () => {
    const { code, stdout } = await lab.exec(node, ["ip", "-4", "-o", "addr", "show", "dev", device, "up"]);
    return code === 0 && stdout.includes(" inet ");
  });
}

export async function addressInside(lab: Lab, node: string, device: string): Promise<string> {
  const { stdout } = await lab.exec(node, ["ip", "-4", "-o", "addr", "show", "dev", device]);
  const [, address] = / inet ([0-9.]+)/.exec(stdout) ?? [];
  if (address === undefined) throw new LabError(`${device} of ${node} has no IPv4 address`, { output: stdout });
  return address;
}

async function until(
  what: string,
  ended: () => ProgramEnded | undefined,
  condition: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + tuned.patience;
  for (;;) {
    if (await condition()) return;
    const end = ended();
    if (end !== undefined) throw end;
    if (Date.now() > deadline) throw new LabError(`gave up after waiting ${tuned.patience / 1000} s for ${what}`);
    await sleep(tuned.lookEvery);
  }
}
