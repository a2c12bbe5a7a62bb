import { locallyAdministered, macAt, writeMac, type Mac } from "../../base/address/mac.ts";
import { arpSender, gratuitousArp } from "../../edge/frames/ethernet.ts";
import { whyNotFast } from "../../runtime/datapath/fast/shared/offloads.ts";
import { whyNoWebAssembly } from "../../runtime/datapath/fast/shared/web-assembly.ts";
import { FramePump } from "../../runtime/datapath/frame-pump.ts";
import { openTap } from "../../runtime/datapath/tap-device.ts";
import { systemRandom } from "../../runtime/system-random.ts";
import { Options } from "../options/options.ts";
import { optionHelp, type OptionTable } from "../options/table.ts";
import { values } from "../options/values.ts";
import { exitCodes } from "../program.ts";

const table = {
  device: { short: "d", takes: "value", value: "NAME", help: "name of the interface to make (n2ntest0)" },
  count: { short: "n", takes: "value", value: "N", help: "how many ARP requests (1000)" },
  help: { short: "h", long: "help", takes: "flag", help: "this text" },
} as const satisfies OptionTable;

const usage = `edge tap-test: whether this machine lets an edge have its interface

Makes a TAP interface for a moment, asks the host by ARP for the interface's address, and waits for its answers: frames pass in
both directions then. Neither a supernode nor a configuration is needed.
`;

/** Tunable. Addresses: TEST-NET-1 (RFC 5737). Times in milliseconds. */
const tuned = { device: "n2ntest0", count: 1000, most: 1_000_000, mtu: 1290, own: "192.0.2.1", other: "192.0.2.2", prefix: 30, patience: 2000 } as const; // prettier-ignore

/** `edge tap-test`. Exit code 0 if frames pass, else 1. Rejects with ConfigError or EnvironmentError if there is no interface. */
export async function runTapTest(argv: readonly string[]): Promise<number> {
  const given = new Options(table, argv);
  if (given.has("help")) {
    process.stdout.write(`${usage}\n${optionHelp(table)}\n`);
    return exitCodes.ok;
  }
  const device = given.one("device", values.deviceName) ?? tuned.device;
  const count = given.one("count", (option, text) => values.whole(option, text, 1, tuned.most)) ?? tuned.count;
  const random = systemRandom();
  const mac = locallyAdministered(random.bytes(6));
  const fd = openTap({ device, mac, address: { address: tuned.own, prefix: tuned.prefix }, mtu: tuned.mtu });
  say("good", "open", `${device} with ${mac} and ${tuned.own}/${tuned.prefix}`);
  const times = await exchange(fd, mac, locallyAdministered(random.bytes(6)), count);
  const [median] = [...times].sort((a, b) => a - b).slice(Math.floor(times.length / 2));
  const isGood = times.length === count;
  const took = median === undefined ? "" : `, median ${(median * 1000).toFixed(0)} µs`;
  say(isGood ? "good" : "bad", "frames", `the host answered ${times.length} of ${count} ARP requests${took}`);
  if (!isGood)
    process.stdout.write("        → does a firewall drop ARP (nft list ruleset), or a sysctl (arp_ignore)?\n");
  const why = whyNotFast() ?? whyNoWebAssembly();
  say(why === undefined ? "good" : "note", "datapath", why === undefined ? "fast" : `portable: ${why}`);
  return isGood ? exitCodes.ok : exitCodes.broken;
}

/** Milliseconds that each answer took. One request after the other; the first that is not answered is the last. */
async function exchange(fd: number, host: Mac, own: Mac, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  let answered: (isSo: boolean) => void = () => undefined;
  let failed: (error: Error) => void = () => undefined;
  await using pump = new FramePump(fd, {
    frames: (batch) => {
      if (batch.some((frame) => macAt(frame, 0) === own && arpSender(frame, host) === tuned.own)) answered(true);
    },
    broken: (error) => failed(error),
  });
  pump.start();
  const request = arpRequest(own, tuned.other, tuned.own);
  for (let i = 0; i < count; i++) {
    const answer = new Promise<boolean>((resolve, reject) => {
      answered = resolve;
      failed = reject;
    });
    const begun = performance.now();
    if (!pump.write(request)) break;
    const timer = setTimeout(() => answered(false), tuned.patience);
    const isAnswered = await answer;
    clearTimeout(timer);
    if (!isAnswered) break;
    times.push(performance.now() - begun);
  }
  return times;
}

/** Who has `wanted`? From an address to the broadcast address (RFC 826). */
function arpRequest(from: Mac, address: string, wanted: string): Uint8Array {
  const frame = gratuitousArp(from, address);
  frame[21] = 1;
  writeMac(frame, 32, "00:00:00:00:00:00" as Mac);
  frame.set(wanted.split(".").map(Number), 38);
  return frame;
}

const say = (state: string, what: string, sentence: string): void =>
  void process.stdout.write(`${state.padEnd(6)}  ${what.padEnd(8)}  ${sentence}\n`);
