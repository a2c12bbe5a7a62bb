import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dist, Enclosure, soon, top } from "./testing/enclosure.ts";

const supernode = `node ${dist}/supernode.cjs`;
const edge = `node ${dist}/edge.cjs`;

/** n3n's own programs; without them those tests are skipped. */
const n3n = process.env["N3N_DIR"] ?? "";
const n3nctl = join(n3n, "n3nctl");
const munin = join(n3n, "n3n_");
const hasTools = n3n !== "" && existsSync(n3nctl) && runs("python3");
const hasMunin = n3n !== "" && existsSync(munin) && runs("perl");
const hasPromtool = runs("promtool");
const hasN3n = existsSync(join(n3n, "n3n-edge"));

function runs(command: string): boolean {
  try {
    execFileSync(command, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("daemons over HTTP", () => {
  let lab: Enclosure;
  /** Process ids. */
  let home: number;
  let there: number;

  beforeAll(() => void execFileSync(process.execPath, [join(top, "ci/build.mjs")]));
  beforeEach(async () => {
    lab = await new Enclosure().build();
    // A private /etc, with n3n's files and without what an ordinary user may not read.
    await lab.run(`cp -R /etc /run/etc 2> /dev/null; mkdir -p /run/etc/n3n && mount --bind /run/etc /etc`);
    await lab.run(`printf '[community]\\nname=mynet\\nkey=secret\\nsupernode=198.51.100.1\\n[tuntap]\\naddress=10.0.0.1
address_mode=static\\n' > /etc/n3n/home.conf; chmod 600 /etc/n3n/home.conf`);
    await lab.start("sn", "sn", `${supernode} start mysn -Omanagement.port=5645`);
    home = await lab.start("a", "a", `${edge} start home -v`);
    there = await lab.start("b", "b", `${edge} start there -c mynet -k secret -l 198.51.100.1 -a 10.0.0.2`);
    await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
  });
  afterEach(() => lab.close());

  /** Of a request from `namespace` as `user`: status and body. */
  const ask = async (
    at: string,
    path: string,
    { body = "", password = "", user = 0, namespace = "a", headers = {} } = {},
  ) => {
    const auth = password && { Authorization: `Basic ${Buffer.from(`n3n:${password}`).toString("base64")}` };
    const place = at.startsWith("/") ? { socketPath: at } : { host: at.split(":")[0], port: Number(at.split(":")[1]) };
    const options = { ...place, path, method: body ? "POST" : "GET", headers: { ...auth, ...headers } };
    const script = `require("http").request(${JSON.stringify(options)},(m)=>{process.stdout.write(m.statusCode+" ");m.pipe(process.stdout)}).on("error",(e)=>{console.log(e.code)}).end(${JSON.stringify(body)})`;
    const as = user === 0 ? "" : `setpriv --reuid=${user} --clear-groups `;
    return (await lab.run(`ip netns exec ${namespace} ${as}node -e '${script}'`)).output;
  };
  const call = async (session: string, method: string, more: Parameters<typeof ask>[2] = {}) =>
    ask(`/run/n3n/${session}/mgmt`, "/v1", { body: JSON.stringify({ jsonrpc: "2.0", id: 1, method }), ...more });
  const resultOf = (answer: string) => (JSON.parse(answer.slice(4)) as { result: Record<string, unknown>[] }).result;

  it("answer n3n's calls at n3n's socket, to root, and leave no socket behind", async () => {
    expect(resultOf(await call("home", "get_edges"))).toMatchObject([{ ip4addr: "10.0.0.2/24", community: "mynet" }]);
    expect(resultOf(await call("mysn", "get_edges"))).toHaveLength(2);
    expect(await call("home", "stop")).toMatch(/^401 /);
    expect(await call("home", "stop", { password: "wrong" })).toMatch(/^401 /);
    expect((await lab.run("ip link show; ip -n a link show home")).code).toBe(0);
    expect(await call("home", "stop", { password: "n3n" })).toMatch(/^200 .*"result":0/);
    await expect.poll(async () => (await lab.run("test -e /run/n3n/home/mgmt")).code, soon).toBe(1);
    expect((await lab.run("test -e /run/n3n/there/mgmt")).code).toBe(0);
  });

  it.runIf(process.getuid?.() === 0)("refuse other users at that socket (needs root: other users)", async () => {
    expect(await call("home", "get_edges", { user: 12345 })).toBe("EACCES");
  });

  it("start again although a killed one left its socket, but not beside a living one", async () => {
    await lab.run(`kill -9 ${there}; wait ${there}`);
    expect((await lab.run("test -S /run/n3n/there/mgmt")).code).toBe(0);
    await lab.start("b", "b2", `${edge} start there -c mynet -k secret -l 198.51.100.1 -a 10.0.0.2`);
    expect(await call("there", "get_info")).toMatch(/^200 /);
    const second = await lab.run(`ip netns exec b ${edge} start there -c mynet -l 198.51.100.1 -Otuntap.name=x 2>&1`);
    expect(second.output).toMatch(/^edge: \/run\/n3n\/there\/mgmt belongs to a running daemon/m);
    expect(second.code).toBe(64);
  });

  it("give figures and health on this machine, and over the network with a token only", async () => {
    await lab.stop(home);
    await lab.start(
      "a",
      "a2",
      `env N2N_HTTP_TOKEN=t0ken ${edge} -c mynet -k secret -l 198.51.100.1:7654 -a 10.0.0.1 -d n2n0 -f --http 9100 --http 198.51.100.2:9101`,
    );
    await expect.poll(() => ask("127.0.0.1:9100", "/healthz"), soon).toBe("200 ok");
    await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
    expect(await ask("127.0.0.1:9100", "/metrics")).toMatch(/^200 # HELP n2n_edge_info [^]*n2n_edge_registered 1\n/);
    expect(await ask("127.0.0.1:9100", "/metrics", { headers: { Host: "evil.example" } })).toMatch(/^403 /);
    expect(await ask("198.51.100.2:9101", "/metrics", { namespace: "b" })).toMatch(/^401 /);
    expect(await ask("198.51.100.2:9101", "/metrics", { namespace: "b", password: "t0ken" })).toMatch(/^200 /);
    const log = await lab.log("a2.log");
    expect(log).not.toContain("t0ken");
    expect((await lab.run("cat /proc/[0-9]*/cmdline | tr '\\0' ' '")).output).not.toMatch(/t0ken|-k secret .*n2n0/);
  });

  it("show a page and what is on it, and edge diagnose agrees", async () => {
    expect(await ask("127.0.0.1:5645", "/peers", { namespace: "sn" })).toMatch(/^200 <!doctype html>/);
    const at = "/run/n3n/home/mgmt";
    const shown = JSON.parse((await ask(at, "/peers.json")).slice(4)) as {
      members: { address: string; why: string }[];
    };
    expect(shown.members).toMatchObject([{ address: "10.0.0.2" }]);
    const leases = await ask("127.0.0.1:5645", "/leases.json", { namespace: "sn" });
    expect(JSON.parse(leases.slice(4))).toMatchObject([{ address: "10.0.0.1" }, { address: "10.0.0.2" }]);
    expect(await ask(at, "/peers.svg")).toMatch(/^200 <svg /);
    expect(await ask(at, "/peers.dot")).toMatch(/^200 graph n2n \{/);
    const live = `require("http").get(${JSON.stringify({ socketPath: at, path: "/live" })},(m)=>{let n=0;m.on("data",(d)=>{process.stdout.write(d);if(++n===2)process.exit()})})`;
    const { output } = await lab.run(`ip netns exec a node -e '${live}'`);
    expect(output.match(/^data: \{"kind":"edge"/gm)).toHaveLength(2);
    const diagnosis = await lab.run(`ip netns exec a ${edge} diagnose`);
    expect(diagnosis.output).toMatch(/^good +interface +home is up with 10\.0\.0\.1$/m);
    expect(diagnosis.output).toMatch(/^good +supernode +registered with 198\.51\.100\.1:7654/m);
    expect(diagnosis.output).toMatch(/NAT +none: the supernode sees this machine's own 198\.51\.100\.2:/);
    expect(diagnosis.code).toBe(0);
  });

  it.runIf(hasPromtool)("give figures that promtool has nothing to say about", async () => {
    for (const session of ["home", "mysn"]) {
      const text = (await ask(`/run/n3n/${session}/mgmt`, "/metrics")).slice(4);
      await lab.run(`cat > /run/metrics <<'@@'\n${text}\n@@`);
      expect((await lab.run("promtool check metrics < /run/metrics 2>&1")).output).toBe("");
    }
  });

  it.runIf(hasTools)("serve n3nctl", async () => {
    const ctl = async (session: string, command: string) =>
      (await lab.run(`${n3nctl} -s ${session} ${command} 2>&1`)).output;
    expect(await ctl("home", "edges")).toMatch(/p2p +10\.0\.0\.2\/24 +02:|(p2p|pSp) +10\.0\.0\.2\/24/);
    expect(await ctl("home", "supernodes")).toContain("198.51.100.1:7654");
    expect(await ctl("mysn", "edges")).toMatch(/sn +10\.0\.0\.1\/24[^]*sn +10\.0\.0\.2\/24/);
    expect(await ctl("home", "help")).toContain("get_timestamps");
    expect(JSON.parse(await ctl("home", "get_info"))).toMatchObject({ is_edge: 1, ip4addr: "10.0.0.1" });
    expect(JSON.parse(await ctl("mysn", "get_communities"))).toMatchObject([
      { is_federation: 1 },
      { community: "mynet" },
    ]);
    expect(await ctl("home", "set_verbose 4")).toContain("authentication key");
    expect(await ctl("home", "-k n3n set_verbose 4")).toBe("4");
    expect(await ctl("home", "-k n3n stop")).toBe("0");
  });

  it.runIf(hasMunin)("serve n3n's Munin plugin", async () => {
    await lab.run(`ln -s ${munin} /run/n3n_supernode_counts`);
    expect((await lab.run("ip netns exec sn perl /run/n3n_supernode_counts 2>&1")).output).toMatch(/edges\.value 2/);
  });

  it.runIf(hasN3n)("answer what n3n's own daemon answers, in the same shape", async () => {
    await lab.run(
      `run sn n3n.log ${n3n}/n3n-edge start theirs -c mynet -k secret -l 198.51.100.1:7654 -a 10.0.0.3 -Odaemon.userid=0 -Odaemon.groupid=0`,
    );
    await expect.poll(lab.ping("a", "10.0.0.3"), soon).toBe(0);
    const fields = (answer: string) => {
      const { result } = JSON.parse(answer.slice(4)) as { result: object | readonly object[] };
      const [first = {}] = Array.isArray(result) ? (result as readonly object[]) : [result];
      return Object.keys(first);
    };
    for (const method of ["get_edges", "get_info", "get_timestamps", "get_packetstats", "help", "help.events"])
      expect(fields(await call("home", method)), method).toEqual(fields(await call("theirs", method)));
  });
});
