import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { whyNotFast } from "../shared/offloads.ts";
import { builtCore } from "./testing/bench.ts";
import { get16, networkOf, ones, transportSum } from "./testing/offload.ts";

const top = join(import.meta.dirname, "../../../../..");
const dist = join(top, "dist");
const bytes = 3_000_000;
const digest = createHash("sha256").update(Buffer.alloc(bytes, "natlab")).digest("hex");

/** Accepts a connection, prints the digest of the data, and answers with the same bytes. */
const server = `
const { createHash } = require("crypto"), hash = createHash("sha256"), parts = [];
require("net").createServer({ allowHalfOpen: true }, (socket) => {
  socket.on("data", (part) => (hash.update(part), parts.push(part)));
  socket.on("end", () => (console.log(hash.digest("hex")), socket.end(Buffer.concat(parts)), process.exitCode = 0));
  socket.on("close", () => process.exit());
}).listen(5000, "::");`;
const client = `
const { createHash } = require("crypto"), hash = createHash("sha256");
const socket = require("net").connect(5000, process.argv[1]);
socket.end(Buffer.alloc(${bytes}, "natlab"));
socket.on("data", (part) => hash.update(part)).on("end", () => console.log(hash.digest("hex")));`;

//  a ── 192.168.77.1 ── veth ── 192.168.77.2 ── b, the supernode as well
const script = (folder: string, key: string, options: string) => `
set -e
mount -t tmpfs none /run; mkdir -p /run/netns; export STATE_DIRECTORY=/run/n2n
for s in a b; do ip netns add $s; ip -n $s link set lo up; done
ip -n a link add eth0 type veth peer name eth0 netns b
for s in a:1 b:2; do ip -n \${s%:*} addr add 192.168.77.\${s#*:}/24 dev eth0; ip -n \${s%:*} link set eth0 up; done
echo net > ${folder}/communities
ip netns exec b node ${dist}/supernode.cjs -f -c ${folder}/communities > ${folder}/supernode.log 2>&1 &
for s in a:1 b:2; do
  ${key} ip netns exec \${s%:*} node ${dist}/edge.cjs -f -v -d n2n0 -u root -c net -a 10.9.0.\${s#*:} -r -E \\
    -l 192.168.77.2:7654 --datapath fast ${options} > ${folder}/\${s%:*}.log 2>&1 &
done
for i in $(seq 100); do ip netns exec a ping -c 1 -W 0.2 10.9.0.2 > /dev/null 2>&1 && break; done
for i in $(seq 100); do grep -q peer-direct ${folder}/a.log && grep -q peer-direct ${folder}/b.log && break; sleep 0.1; done
for s in a:1 b:2; do ip -n \${s%:*} addr add fd00::\${s#*:}/64 dev n2n0 nodad; done
ip netns exec a node ${dist}/lab-groups.mjs tcpdump -Z root -q -i eth0 -s 0 -U -w ${folder}/wire.pcap udp and not port 7654 2> ${folder}/tcpdump.log &
for i in $(seq 100); do grep -q listening ${folder}/tcpdump.log && break; sleep 0.05; done
for to in 10.9.0.2 fd00::2; do
  ip netns exec b node ${folder}/server.cjs & server=$!
  for i in $(seq 100); do ip netns exec b ss -Hltn 'sport = 5000' | grep -q . && break; sleep 0.05; done
  ip netns exec a node ${folder}/client.cjs $to
  wait $server
done
`;

describe.runIf(whyNotFast() === undefined)("two edges over the fast datapath", () => {
  const folder = mkdtempSync(join(tmpdir(), "fast-"));
  beforeAll(() => {
    builtCore();
    writeFileSync(join(folder, "server.cjs"), server);
    writeFileSync(join(folder, "client.cjs"), client.replace("argv[1]", "argv[2]"));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const transfer = (key: string, options = ""): string[] => {
    const inside = [
      join(top, "ci/rooted.sh"),
      "unshare",
      "-mnp",
      "--fork",
      "--kill-child",
      "--mount-proc",
      "sh",
      "-c",
      script(folder, key, options),
    ];
    return execFileSync("sh", inside, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] })
      .trim()
      .split("\n");
  };

  it("carry TCP streams over IPv4 and IPv6 unchanged, sealed with AES", () => {
    expect(transfer("N2N_KEY=secret")).toEqual(Array(4).fill(digest));
  });

  it("carry them authenticated, and only authenticated frames between the two", () => {
    expect(transfer("N2N_KEY=secret", "--require-authenticated")).toEqual(Array(4).fill(digest));
    const packets = datagrams(readFileSync(join(folder, "wire.pcap"))).filter((bytes) => (bytes[3]! & 0x1f) === 3);
    expect(packets.length).toBeGreaterThan(50);
    expect(packets.filter((bytes) => bytes[37] !== 65)).toEqual([]);
  });

  it("carry them behind hidden headers", () => {
    expect(transfer("N2N_KEY=secret", "-H")).toEqual(Array(4).fill(digest));
    const packets = datagrams(readFileSync(join(folder, "wire.pcap")));
    expect(packets.length).toBeGreaterThan(50);
    expect(packets.filter((bytes) => Buffer.from(bytes).includes("net\0\0\0"))).toEqual([]);
  });

  it("put correct checksums on the wire", () => {
    expect(transfer("")).toEqual(Array(4).fill(digest));
    const frames = datagrams(readFileSync(join(folder, "wire.pcap"))).flatMap(plainFrames);
    const tcp = frames.filter(({ protocol }) => protocol === 6);
    expect(tcp.filter(({ six }) => six).length).toBeGreaterThan(bytes / 1400);
    expect(tcp.filter(({ six }) => !six).length).toBeGreaterThan(bytes / 1400);
    expect(tcp.filter(({ right }) => !right)).toEqual([]);
  });
});

interface Plain {
  readonly six: boolean;
  readonly protocol: number;
  readonly right: boolean;
}

/** The UDP payloads of a capture of Ethernet frames (pcap, little endian). */
function datagrams(capture: Buffer): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 24; at + 16 <= capture.length;) {
    const length = capture.readUInt32LE(at + 8);
    if (at + 16 + length > capture.length) break;
    found.push(capture.subarray(at + 16 + 14 + 20 + 8, at + 16 + length));
    at += 16 + length;
  }
  return found;
}

/** Unsealed PACKETs; the veth carries messages whole that the kernel would split. */
function plainFrames(payload: Uint8Array): Plain[] {
  const found: Plain[] = [];
  for (let at = 0; at + 38 + 34 < payload.length && (payload[at + 3]! & 0x1f) === 3;) {
    const rest = payload.subarray(at + 38);
    const network = networkOf(rest);
    const six = get16(rest, 12) === 0x86dd;
    if (!six && get16(rest, 12) !== 0x0800) break;
    const length = network + (six ? 40 + get16(rest, network + 4) : get16(rest, network + 2));
    const frame = Uint8Array.from(rest.subarray(0, length));
    const transport = network + (six ? 40 : 20);
    const protocol = frame[network + (six ? 6 : 9)]!;
    const ip = six || ones(frame.subarray(network, transport)) === 0xffff;
    found.push({ six, protocol, right: ip && transportSum(frame, network, transport, protocol) === 0xffff });
    at += 38 + length;
  }
  return found;
}
