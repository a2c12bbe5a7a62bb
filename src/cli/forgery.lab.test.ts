import { describe, it, type TestContext } from "vitest";
import { hex } from "../base/bytes.ts";
import type { Endpoint } from "../base/address/endpoint.ts";
import { instant } from "../base/instant.ts";
import type { Mac } from "../base/address/mac.ts";
import { seededRandom } from "../base/random.ts";
import type { EdgeConfig } from "../edge/config.ts";
import { headerGate } from "../edge/headers/gate.ts";
import { Edge } from "../edge/machine.ts";
import { makeTransform } from "../seal/ciphers/make-transform.ts";
import type { FieldText } from "../wire/message.ts";
import { parseEdgeOptions } from "./edge/options.ts";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";
import { systemFiles } from "./options/system-files.ts";

interface Mode {
  readonly what: string;
  /** Options of every edge, and additional ones of the edge of this name. */
  readonly edges: string;
  readonly own?: (name: string) => string;
  /** Options of the supernode; if there is a second one, bob uses it. */
  readonly sn: string;
  readonly second?: string;
}

const key = "-k secret -A4";
const modes: readonly Mode[] = [
  { what: "plain headers", edges: key, sn: "" },
  { what: "encrypted headers", edges: `${key} -H`, sn: "-c /run/list" },
  { what: "users and passwords", edges: key, own: (name) => `-I ${name} -J of-${name}`, sn: "-c /run/users" },
  {
    what: "a federation",
    edges: key,
    sn: "-F fed -l 198.51.100.1:7655",
    second: "-F fed -p 7655 -t 5646 -l 198.51.100.1:7654",
  },
];

const supernode: Endpoint = { address: "198.51.100.1", port: 7654 };
const victimMac = "02:00:00:00:00:01" as Mac;

describe("an attacker who forges sources at 1, 5 and 50 datagrams a second causes no lost pings", () => {
  async function build(test: TestContext): Promise<Enclosure> {
    const lab = await Enclosure.forTest(test);
    await lab.run(
      "ip netns add c; ip -n sn link add name vc type veth peer name eth0 netns c; ip -n sn link set vc master br0 up; ip -n c addr add 198.51.100.4/24 dev eth0; ip -n c link set eth0 up",
    );
    const users = ["alice", "bob", "thief"].map((name) => `node ${dist}/n2n-keygen.mjs ${name} of-${name}`);
    await lab.run(
      `echo mynet > /run/list; { echo mynet; ${users.join("; ")}; } > /run/users; chmod 644 /run/list /run/users`,
    );
    return lab;
  }

  // Most of the time they wait.
  it.concurrent.for(modes)("$what", { timeout: 90_000 }, async ({ edges, own, sn, second }, test) => {
    const { expect } = test;
    const lab = await build(test);
    await lab.start("sn", "sn", `node ${dist}/supernode.cjs -f -v ${sn}`);
    if (second !== undefined) await lab.start("sn", "sn2", `node ${dist}/supernode.cjs -f -v ${second}`);
    const start = (namespace: string, name: string, options: string) =>
      lab.start(
        namespace,
        namespace,
        `node ${dist}/edge.cjs -c mynet -d n2n0 -f -v -S1 -i 2 ${edges} ${own?.(name) ?? `-I ${name}`} ${options}`,
      );
    await start("a", "alice", `-a 10.0.0.1 -m ${victimMac} -l 198.51.100.1:7654`);
    await start("b", "bob", `-a 10.0.0.2 -l 198.51.100.1:${second === undefined ? 7654 : 7655}`);
    await expect.poll(lab.ping("b", "10.0.0.1"), { ...soon, timeout: 30_000 }).toBe(0);
    const log = await lab.log("a.log");
    const victim = /socket=198\.51\.100\.2:(\d+)/.exec(log)![1]!;
    const spoof = `ip netns exec c nft -f - <<end
table ip forged {
  chain out {
    type nat hook postrouting priority 100;
    ip daddr 198.51.100.1 ip protocol udp snat to 198.51.100.2:${victim}
    ip daddr 198.51.100.2 ip protocol udp snat to 198.51.100.1:7654
  }
}
end`;
    expect((await lab.run(spoof)).code).toBe(0);
    for (const rate of [1, 5, 50]) {
      const thief = `-c mynet ${edges} ${own?.("thief") ?? "-I thief"} -l 198.51.100.1:7654`.split(" ");
      const lines = forgeries(thief, rate, { address: "198.51.100.2", port: Number(victim) });
      await lab.run(`cat > /run/forged <<end\n${lines.join("\n")}\nend`);
      const { output } = await lab.run(
        `ip netns exec c node -e '${sender}' & ip netns exec b ping -q -i 0.1 -c ${seconds * 10} -W 1 10.0.0.1; wait $!`,
      );
      // All of them were sent.
      expect((await lab.run("cat /run/sent")).output).toBe(String(lines.length));
      expect(`${rate} a second: ${/\d+ received/.exec(output)?.[0]}`).toBe(
        `${rate} a second: ${seconds * 10} received`,
      );
    }
  });
});

/** Length of each rate. */
const seconds = 4;

/** Sends each line "instant address port hex" at its instant. */
const sender =
  'const s=require("dgram").createSocket("udp4");const l=require("fs").readFileSync("/run/forged","utf8").trim().split("\\n");let n=0;for(const x of l){const [t,a,p,h]=x.split(" ");setTimeout(()=>s.send(Buffer.from(h,"hex"),Number(p),a,()=>{if(++n===l.length){require("fs").writeFileSync("/run/sent",String(n));s.close()}}),t-Date.now())}';

/**
 * What a member who knows everything except the victim's token can send in the name of the victim and of the
 * supernode.
 */
function forgeries(argv: readonly string[], rate: number, victim: Endpoint): string[] {
  const surroundings = { env: {}, hostname: "x", random: seededRandom(5), files: systemFiles, stable: () => undefined };
  const options = parseEdgeOptions(argv, surroundings);
  if (typeof options === "string") throw new Error(options);
  const transform = makeTransform(options.transform, options.key, seededRandom(6));
  const begin = Date.now() + 700;
  return Array.from({ length: seconds * rate }, (_, n) => {
    const at = begin + (n * 1000) / rate;
    // Stamps up to 15 s ahead.
    const stamped = instant(at + [0, 1000, 5000, 14_500][n % 4]!);
    const other = `02:66:00:00:00:${(n % 250).toString(16).padStart(2, "0")}` as Mac;
    const said = [other, victimMac].flatMap((mac) => registrations({ ...options.config, transform, mac }, n, stamped));
    const answer = headerGate({ ...options.config, transform }, seededRandom(n), undefined).seal(
      {
        type: "PEER_INFO",
        ttl: 1,
        fromSupernode: true,
        community: options.config.community,
        aflags: 0,
        source: other,
        peer: other,
        load: 0,
        uptime: 0,
        socket: victim,
        version: "" as FieldText,
      },
      stamped,
    );
    const line = (to: Endpoint, bytes: Uint8Array) => `${Math.round(at)} ${to.address} ${to.port} ${hex(bytes)}`;
    return [...said.map((bytes) => line(supernode, bytes)), line(victim, answer)];
  }).flat();
}

/** An edge's first messages, and its last. */
function registrations(config: EdgeConfig, seed: number, now: ReturnType<typeof instant>): Uint8Array[] {
  const machine = new Edge({ ...config, address: { address: "10.0.0.1", prefix: 24 } }, seededRandom(seed));
  return machine.handle({ kind: "start" }, now).flatMap((action) => (action.kind === "send" ? [action.bytes] : []));
}
