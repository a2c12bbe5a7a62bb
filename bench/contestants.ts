import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answersPing, at, buildNetwork, overlay, underlay, type Model } from "./network.ts";
import { Programs, run, succeeds } from "./shell.ts";

/** A way from a to b that stands and answers pings. */
export interface Standing {
  /** b's address on it. */
  readonly target: string;
  /** From the start of the first program to the first ping answered, in seconds. */
  readonly startSeconds?: number;
  /** The processes that carry frames, a's and b's. */
  readonly edges: readonly number[];
}

export interface Contestant {
  readonly name: string;
  /** Undefined = it can run here; else what is missing. */
  readonly missing: () => string | undefined;
  readonly build: (programs: Programs, model: Model) => Promise<Standing>;
}

const dist = join(import.meta.dirname, "../dist");
const reference = process.env["N2N_DIR"] ?? "";
const always = (): undefined => undefined;
const port = 7654;
const shortKey = "mysecretkey";
const longKey = "k".repeat(40);

export const contestants: readonly Contestant[] = [
  { name: "raw veth", missing: always, build: async (_programs, model) => (buildNetwork(model, false), raw) },
  ...(["fast", "portable"] as const).flatMap((datapath) => [
    ours(`${datapath} null`, { datapath }),
    ours(`${datapath} AES-128`, { datapath, key: shortKey }),
    ours(`${datapath} AES-256`, { datapath, key: longKey }),
    ours(`${datapath} ChaCha20`, { datapath, key: shortKey, options: ["-A4"] }),
    ours(`${datapath} SPECK`, { datapath, key: shortKey, options: ["-A5"] }),
    ours(`${datapath} Twofish`, { datapath, key: shortKey, options: ["-A2"] }),
    ours(`${datapath} AES-GCM`, { datapath, key: shortKey, options: ["--require-authenticated"] }),
    ours(`${datapath} AES-128 -H`, { datapath, key: shortKey, options: ["-H"] }),
    ours(`${datapath} AES-128 relayed`, { datapath, key: shortKey, relayed: true }),
  ]),
  n2n("n2n null", ["-A1"]),
  n2n("n2n AES-128", ["-A3", "-k", shortKey]),
  n2n("n2n AES-256", ["-A3", "-k", longKey]),
  n2n("n2n ChaCha20", ["-A4", "-k", shortKey]),
  n2n("n2n SPECK", ["-A5", "-k", shortKey]),
  n2n("n2n Twofish", ["-A2", "-k", shortKey]),
  n2n("n2n AES-128 -H", ["-A3", "-k", shortKey, "-H"]),
  n2n("n2n AES-128 relayed", ["-A3", "-k", shortKey], true),
  { name: "wireguard-go", missing: needs("wireguard-go", "wg"), build: wireguard },
];

const raw: Standing = { target: underlay.b, edges: [] };

interface Ours {
  readonly datapath: "fast" | "portable";
  readonly key?: string;
  readonly relayed?: boolean;
  readonly options?: readonly string[];
}

function ours(name: string, { datapath, key, relayed = false, options = [] }: Ours): Contestant {
  return {
    name: `ours ${name}`,
    missing: always,
    build: (programs, model) => {
      const env: Record<string, string> = key === undefined ? {} : { N2N_KEY: key };
      writeFileSync("/run/community.list", "bench\n");
      return meet(programs, model, relayed, {
        supernode: [
          process.execPath,
          join(dist, "supernode.mjs"),
          "-f",
          "-p",
          String(port),
          "-c",
          "/run/community.list",
        ],
        edge: (address, supernode) => [
          ...[process.execPath, join(dist, "edge.mjs"), "-f", "-v", "-d", "n2n0", "-u", "root", "-g", "root"],
          ...[
            "-a",
            address,
            "-c",
            "bench",
            "-l",
            supernode,
            "--datapath",
            datapath,
            "-t",
            "0",
            ...options,
            ...(relayed ? ["-S1"] : []),
          ],
        ],
        env,
      });
    },
  };
}

function n2n(name: string, transform: readonly string[], relayed = false): Contestant {
  return {
    name,
    missing: () => (existsSync(join(reference, "edge")) ? undefined : "N2N_DIR names no folder with n2n's programs"),
    build: (programs, model) => {
      writeFileSync("/run/community.list", "bench\n");
      return meet(programs, model, relayed, {
        supernode: [join(reference, "supernode"), "-f", "-p", String(port), "-c", "/run/community.list"],
        edge: (address, supernode) => [
          ...[join(reference, "edge"), "-f", "-d", "n2n0", "-u", "0", "-g", "0", "-a", `static:${address}/24`],
          ...["-c", "bench", "-l", supernode, ...transform, ...(relayed ? ["-S1"] : [])],
        ],
        env: {},
      });
    },
  };
}

interface Commands {
  readonly supernode: readonly string[];
  readonly edge: (address: string, supernode: string) => readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Two edges over a supernode. Not relayed: it is stopped once they have met, so what arrives went directly. */
async function meet(programs: Programs, model: Model, relayed: boolean, commands: Commands): Promise<Standing> {
  buildNetwork(model, relayed);
  const place = relayed ? "s" : "b";
  const supernode = programs.start(at(place, model, commands.supernode), "/run/supernode.log");
  const socket = `${underlay[place]}:${port}`;
  run(
    `for i in $(seq 300); do ip netns exec ${place} ss -Hlun 'sport = ${port}' | grep -q . && break; sleep 0.01; done`,
  );
  const begun = performance.now();
  const edges = (["a", "b"] as const).map((side) =>
    programs.start(at(side, model, commands.edge(overlay[side], socket)), `/run/edge-${side}.log`, commands.env),
  );
  await answersPing(overlay.b, model, 20);
  const startSeconds = (performance.now() - begun) / 1000;
  if (!relayed) {
    run(at("a", model, ["ping", "-q", "-c", "30", "-i", "0.1", overlay.b]).join(" "));
    supernode.kill("SIGSTOP");
    await answersPing(overlay.b, model, 5);
  }
  return { target: overlay.b, startSeconds, edges: edges.map(({ pid }) => pid!) };
}

async function wireguard(programs: Programs, model: Model): Promise<Standing> {
  buildNetwork(model, false);
  const key = () => run("wg genkey").trim();
  const keys = { a: key(), b: key() };
  const publicKey = (side: "a" | "b") => run(`echo ${keys[side]} | wg pubkey`).trim();
  const begun = performance.now();
  const edges = (["a", "b"] as const).map((side) => {
    const other = side === "a" ? "b" : "a";
    const device = `wg-${side}`;
    const command = at(side, model, ["wireguard-go", "-f", device]);
    const child = programs.start(command, `/run/${device}.log`, { WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD: "1" });
    writeFileSync(`/run/${device}.key`, keys[side], { mode: 0o600 });
    run(`for i in $(seq 200); do [ -S /var/run/wireguard/${device}.sock ] && break; sleep 0.02; done`);
    const peer = `peer ${publicKey(other)} allowed-ips 10.9.0.0/24 endpoint ${underlay[other]}:51820`;
    run(`ip netns exec ${side} wg set ${device} listen-port 51820 private-key /run/${device}.key ${peer}`);
    run(`ip -n ${side} addr add ${overlay[side]}/24 dev ${device}; ip -n ${side} link set ${device} up`);
    return child;
  });
  await answersPing(overlay.b, model, 20);
  const startSeconds = (performance.now() - begun) / 1000;
  return { target: overlay.b, startSeconds, edges: edges.map(({ pid }) => pid!) };
}

function needs(...commands: string[]): () => string | undefined {
  return () => {
    const absent = commands.filter((command) => !succeeds(`command -v ${command}`));
    return absent.length === 0 ? undefined : `${absent.join(", ")} not installed`;
  };
}
