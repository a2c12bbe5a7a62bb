import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

const supernode = `node ${dist}/supernode.cjs`;
const edge = `node ${dist}/edge.cjs`;
const atSupernode = "-c mynet -d n2n0 -f -v -l 198.51.100.1:7654";

/** Folder of the reference's programs; without it those tests are skipped. */
const reference = process.env["N2N_DIR"];
const hasReference = reference !== undefined && existsSync(join(reference, "edge"));

/** A laboratory of an ordinary user has one user, its root. */
const hasUsers = process.getuid?.() === 0;

interface Status {
  readonly info: readonly Record<string, string | number>[];
  readonly paths: readonly Record<string, string | number>[];
  readonly edges: readonly Record<string, string | number>[];
}

describe("daemons", () => {
  let lab: Enclosure;
  let sn: number;

  beforeEach(async () => {
    lab = await new Enclosure().build();
    sn = await lab.start("sn", "sn", `${supernode} -f -v --pid-file /run/sn.pid`);
  });
  afterEach(() => lab.close());

  const status = async (namespace: string, program: string) =>
    JSON.parse((await lab.run(`ip netns exec ${namespace} ${program} status --json`)).output) as Status;
  /** What the management port answers a program of `user`, at most one datagram. */
  const tell = async (namespace: string, port: number, request: string, user = 0) => {
    const script = `const s=require("dgram").createSocket("udp4");s.connect(${port},"127.0.0.1",()=>s.send(${JSON.stringify(request)}));s.on("message",(m)=>{process.stdout.write(m);process.exit()});setTimeout(()=>process.exit(),1000)`;
    const as = user === 0 ? "" : `setpriv --reuid=${user} --clear-groups `;
    return (await lab.run(`ip netns exec ${namespace} ${as}node -e '${script}'`)).output;
  };

  it("take their options from files, and report their status", async () => {
    await lab.run(
      `printf '%s\\n' '# mine' -c=mynet '-k the key' -A4 '-l 198.51.100.1:7654' -d=n2n0 > /run/edge.conf; chmod 600 /run/edge.conf`,
    );
    const a = await lab.start("a", "a", `${edge} /run/edge.conf -f -a static:10.0.0.1/24 -I alice`);
    const b = await lab.start("b", "b", `${edge} /run/edge.conf -f -a 10.0.0.2 -s 255.255.255.0 -I bob`);
    await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
    await expect
      .poll(async () => (await status("a", edge)).paths, soon)
      .toEqual([
        expect.objectContaining({
          ip4addr: "10.0.0.2/24",
          desc: "bob",
          path: "direct",
          sockaddr: expect.stringContaining("198.51.100.3:") as unknown,
        }),
      ]);
    const { output } = await lab.run(`ip netns exec a ${edge} status`);
    expect(output).toMatch(
      /registered[^]*community {2}mynet[^]*1 peer, 1 direct, 0 relayed[^]*10\.0\.0\.2\/24 +bob .* direct/,
    );
    expect((await lab.run(`ip netns exec sn ${supernode} status`)).output).toMatch(
      /mynet +10\.0\.0\.1\/24 +alice .*UDP/,
    );
    expect((await lab.run(`ip netns exec sn ${edge} status -t 9`)).output).toBe("");
    await lab.stop(a);
    await lab.stop(b);
  });

  it.runIf(hasUsers)("obey only root at the management port (needs root: other users)", async () => {
    const a = await lab.start("a", "a", `${edge} ${atSupernode} -a 10.0.0.1 --pid-file /run/a.pid`);
    expect((await lab.run("cat /run/a.pid")).output).toBe(String(a));
    expect(await tell("a", 5644, "r 1 verbose", 65534)).toContain('"begin"');
    expect(await tell("a", 5644, "w 1:1:n2n stop", 65534)).toContain('"badauth"');
    expect(await tell("a", 5644, "stop", 65534)).toContain("not permitted");
    expect(await tell("a", 5644, "w 1:1:n2n stop")).toContain('"begin"');
    expect((await lab.run(`wait ${a}`)).code).toBe(0);
  });

  it.runIf(hasUsers)(
    "believe no user because of the address or port that a request comes from (needs root: other users)",
    async () => {
      const a = await lab.start("a", "a", `${edge} ${atSupernode} -a 10.0.0.1`);
      // Each of these looks like root's or the edge's own socket: its management port, its discovery port, which is
      // shared, and a port that root's program has on IPv6 only.
      await lab.run(
        `ip netns exec a node -e 'require("dgram").createSocket({type:"udp6",ipv6Only:true}).bind(5000,"::")' & echo $! > /run/v6.pid; sleep 0.3`,
      );
      for (const [address, port] of [
        ["127.0.0.2", 5644],
        ["127.0.0.1", 1968],
        ["0.0.0.0", 1968],
        ["127.0.0.1", 5000],
      ] as const) {
        const script = `const s=require("dgram").createSocket({type:"udp4",reuseAddr:true});s.on("error",(e)=>{console.log(e.code);process.exit()});s.bind(${port},"${address}",()=>s.send("w 1:1:n2n stop",5644,"127.0.0.1",()=>s.close()))`;
        const { output } = await lab.run(`ip netns exec a setpriv --reuid=65534 --clear-groups node -e '${script}'`);
        expect(`${address}:${port} ${output}`).toBe(`${address}:${port} `);
      }
      expect(await tell("a", 5644, "r 1 verbose")).toContain('"begin"');
      await lab.run("kill $(cat /run/v6.pid)");
      expect(await lab.stop(a)).toBe(0);
    },
  );

  it.runIf(hasUsers)(
    "cannot gain privileges by starting a program, once they run (needs root: other users)",
    async () => {
      const a = await lab.start("a", "a", `${edge} ${atSupernode} -a 10.0.0.1`);
      const c = await lab.start("b", "b", `${edge} ${atSupernode} -a 10.0.0.2 -u root`);
      const rights = async (pid: number) =>
        (await lab.run(`grep -E '^(NoNewPrivs|CapBnd|CapEff)' /proc/${pid}/status | tr -d '\\t\\n'`)).output;
      for (const pid of [a, sn])
        expect(await rights(pid)).toBe("CapEff:0000000000000000CapBnd:0000000000000000NoNewPrivs:1");
      // Every thread, including those that node had started before.
      for (const pid of [a, c, sn]) {
        const threads = await lab.run(`grep -h NoNewPrivs /proc/${pid}/task/*/status | sort | uniq -c | tr -d '\\t '`);
        expect(threads.output).toMatch(/^\d+NoNewPrivs:1$/);
      }
      expect((await lab.run(`grep -h CapEff /proc/${a}/task/*/status | sort -u`)).output).toMatch(/^CapEff:\s0{16}$/);
      // A daemon that stays root keeps root's capabilities, for its routes.
      expect(await rights(c)).toMatch(/^CapEff:0*[1-9a-f][0-9a-f]*CapBnd:0*[1-9a-f][0-9a-f]*NoNewPrivs:1$/);
      await lab.stop(a);
      await lab.stop(c);
    },
  );

  it.runIf(hasUsers)("learn from the kernel which user is at their Unix socket (needs root: other users)", async () => {
    const a = await lab.start("a", "a", `${edge} ${atSupernode} -a 10.0.0.1`);
    const ask = async (request: string, user: number) => {
      const script = `require("net").connect("\\0n2n-management-5644").on("data",(d)=>process.stdout.write(d)).end(${JSON.stringify(request)})`;
      return (await lab.run(`ip netns exec a setpriv --reuid=${user} --clear-groups node -e '${script}'`)).output;
    };
    expect(await ask("r 1 verbose\nr 2 verbose\n", 65534)).toMatch(/"_tag":"1"[^]*"_tag":"2","_type":"end"/);
    expect(await ask("w 1:1:n2n stop\n", 65534)).toContain('"badauth"');
    expect(await ask("stop", 65534)).toContain("not permitted");
    expect(await ask("w 1:1:n2n stop\n", 0)).toContain('"begin"');
    expect((await lab.run(`wait ${a}`)).code).toBe(0);
  });

  it("relay over TCP, also to an edge on UDP, and reconnect after the supernode was away", async () => {
    const a = await lab.start("a", "a", `${edge} ${atSupernode} -a 10.0.0.1 -S2`);
    const b = await lab.start("b", "b", `${edge} ${atSupernode} -a 10.0.0.2`);
    await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
    const { edges } = await status("sn", supernode);
    expect(edges.map(({ ip4addr, proto }) => `${ip4addr} ${proto}`).sort()).toEqual([
      "10.0.0.1/24 TCP",
      "10.0.0.2/24 UDP",
    ]);
    expect((await status("b", edge)).paths).toEqual([expect.objectContaining({ path: "relayed" })]);

    expect(await lab.stop(sn)).toBe(0);
    sn = await lab.start("sn", "sn", `${supernode} -f -v`);
    await expect.poll(lab.ping("a", "10.0.0.2"), { timeout: 40_000, interval: 500 }).toBe(0);
    expect(await lab.log("a.log")).toContain("connection lost");
    await lab.stop(a);
    await lab.stop(b);
    await expect.poll(async () => (await status("sn", supernode)).edges, soon).toEqual([]);
  });

  it("know each other's names and addresses although both only relay", async () => {
    const a = await lab.start("a", "a", `${edge} ${atSupernode} -a 10.0.0.1 -S2 -I alice`);
    const b = await lab.start("b", "b", `${edge} ${atSupernode} -a 10.0.0.2 -S1 -I bob`);
    const peers = async (namespace: string) =>
      (await status(namespace, edge)).paths.map(({ desc, ip4addr, path }) => [desc, ip4addr, path]);
    await expect
      .poll(async () => {
        await lab.ping("a", "10.0.0.2")();
        return [await peers("a"), await peers("b")];
      }, soon)
      .toEqual([[["bob", "10.0.0.2/24", "relayed"]], [["alice", "10.0.0.1/24", "relayed"]]]);
    await lab.stop(a);
    await lab.stop(b);
  });

  it("set routes, which disappear when they are killed", async () => {
    const before = (await lab.run("ip -n a route")).output;
    const everything = "-n 0.0.0.0/0:10.0.0.2 -n 192.168.77.0/24:10.0.0.2";
    const a = await lab.start("a", "a", `${edge} ${atSupernode} -a 10.0.0.1 -r ${everything}`);
    const get = async (to: string) => (await lab.run(`ip -n a route get ${to}`)).output;
    expect(await get("8.8.8.8")).toContain("via 10.0.0.2 dev n2n0");
    expect(await get("192.168.77.5")).toContain("via 10.0.0.2 dev n2n0");
    expect(await get("198.51.100.1")).toContain("dev eth0");
    await lab.run(`kill -KILL ${a}; wait ${a}`);
    await expect.poll(async () => (await lab.run("ip -n a route")).output, soon).toBe(before);

    const wrong = await lab.run(
      `ip netns exec a ${edge} ${atSupernode} -a 10.0.0.1 -n 192.168.77.0/24:203.0.113.1 2>&1`,
    );
    expect(wrong.code).toBe(64);
    expect(wrong.output).toMatch(/edge: -n: "ip route add 192\.168\.77\.0\/24 via 203\.0\.113\.1 dev n2n0" failed: /);
  });

  it("leave the address to DHCP", async () => {
    const a = await lab.start("a", "a", `${edge} ${atSupernode} -r -a dhcp:0.0.0.0`);
    const b = await lab.start("b", "b", `${edge} ${atSupernode} -a 10.0.0.2`);
    expect((await lab.run("ip -n a -4 addr show dev n2n0")).output).toBe("");
    await lab.run("ip -n a addr add 10.0.0.7/24 dev n2n0");
    await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
    await lab.stop(a);
    await lab.stop(b);
  });

  it("are reachable again soon after moving to another address", async () => {
    const a = await lab.start("a", "a", `${edge} ${atSupernode} -a 10.0.0.1 -i 60`);
    await expect
      .poll(async () => JSON.stringify((await status("sn", supernode)).edges), soon)
      .toContain("198.51.100.2:");
    await lab.run(
      "ip -n a addr del 198.51.100.2/24 dev eth0; ip -n a addr add 198.51.100.44/24 dev eth0; ip -n a route add default via 198.51.100.1",
    );
    await expect
      .poll(async () => JSON.stringify((await status("sn", supernode)).edges), soon)
      .toContain("198.51.100.44:");
    expect(await lab.log("a.log")).toContain("another network");
    await lab.run(
      "ip -n a addr del 198.51.100.44/24 dev eth0; ip -n a addr add 198.51.100.2/24 dev eth0; ip -n a route add default via 198.51.100.1",
    );
    await lab.stop(a);
  });

  it("mark their datagrams as asked, and let routers fragment them", async () => {
    await lab.run(`ip netns exec sn nft -f - <<'end'
      table ip seen {
        counter marked {}
        counter unfragmentable {}
        chain in {
          type filter hook input priority 0;
          udp dport 7654 ip dscp 4 counter name marked
          udp dport 7654 ip frag-off & 0x4000 != 0 counter name unfragmentable
        }
      }
end`);
    const counted = async (name: string) =>
      Number(/packets (\d+)/.exec((await lab.run(`ip netns exec sn nft list counter ip seen ${name}`)).output)![1]);
    const a = await lab.start("a", "a", `${edge} ${atSupernode} -a 10.0.0.1 -T 0x10`);
    await expect.poll(() => counted("marked"), soon).toBeGreaterThan(0);
    expect(await counted("unfragmentable")).toBe(0);
    await lab.stop(a);
    const b = await lab.start("b", "b", `${edge} ${atSupernode} -a 10.0.0.2 -D`);
    await expect.poll(() => counted("unfragmentable"), soon).toBeGreaterThan(0);
    await lab.stop(b);
  });

  it("reload the list of communities, and keep the current one if the new one is wrong", async () => {
    await lab.stop(sn);
    await lab.run("echo mynet > /run/list; chmod 644 /run/list; chmod 755 /run");
    sn = await lab.start("sn", "sn", `${supernode} -f -v -c /run/list`);
    const a = await lab.start("a", "a", `${edge} ${atSupernode} -c other -a 10.0.0.1`);
    const listed = async () => JSON.stringify((await status("sn", supernode)).edges);
    expect(await listed()).toBe("[]");
    await lab.run(`echo other > /run/list; kill -HUP ${sn}`);
    await expect.poll(listed, soon).toContain('"other"');
    await lab.run(`: > /run/list; kill -HUP ${sn}`);
    await expect.poll(() => lab.log("sn.log"), soon).toContain("the current one stays in force");
    expect(await tell("sn", 5645, "reload_communities")).toContain("no list");
    expect(await listed()).toContain('"other"');
    await lab.stop(a);
    await lab.stop(sn);
    sn = await lab.start("sn", "sn", `${supernode} -f -v`);
  });

  describe.runIf(hasReference)("with the reference", () => {
    // It ends where it may not become another user, as in a user namespace.
    const theirs = `${reference}/edge -c mynet -d n2n0 -f -l 198.51.100.1:7654 -u 0 -g 0`;

    it("their edge over TCP, our supernode and edge", async () => {
      const { output: a } = await lab.run(`run a a.log ${theirs} -a 10.0.0.1/24 -S2`);
      const b = await lab.start("b", "b", `${edge} ${atSupernode} -a 10.0.0.2 -S2`);
      await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
      await lab.run(`kill ${a}; wait ${a}`);
      await lab.stop(b);
    });

    it("our edge over TCP, their supernode and edge", async () => {
      await lab.stop(sn);
      const { output: other } = await lab.run(`run sn sn.log ${reference}/supernode -p 7654 -f`);
      const { output: a } = await lab.run(`run a a.log ${theirs} -a 10.0.0.1/24`);
      const b = await lab.start("b", "b", `${edge} ${atSupernode} -a 10.0.0.2 -S2`);
      await expect.poll(lab.ping("b", "10.0.0.1"), soon).toBe(0);
      await lab.stop(b);
      await lab.run(`kill ${a} ${other}; wait ${a} ${other}`);
      sn = await lab.start("sn", "sn", `${supernode} -f -v`);
    });
  });
});
