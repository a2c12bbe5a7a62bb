import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const top = join(import.meta.dirname, "../..");
const dist = join(top, "dist");

//  a ── 198.51.100.2 ──┐
//                      br0 in sn: 198.51.100.1 and .9
//  b ── 198.51.100.3 ──┘
const network = `
mount -t tmpfs none /run
mkdir -p /run/netns
for n in sn a b; do ip netns add $n; ip -n $n link set lo up; done
ip -n sn link add name br0 type bridge
ip -n sn link set br0 up
ip -n sn addr add 198.51.100.1/24 dev br0
ip -n sn addr add 198.51.100.9/24 dev br0
for n in a:2 b:3; do
  ip -n sn link add name v\${n%:*} type veth peer name eth0 netns \${n%:*}
  ip -n sn link set v\${n%:*} master br0 up
  ip -n \${n%:*} addr add 198.51.100.\${n#*:}/24 dev eth0
  ip -n \${n%:*} link set eth0 up
  ip -n \${n%:*} route add default via 198.51.100.1
done
run() { ns=$1; log=$2; shift 2; ip netns exec $ns "$@" > /run/$log 2>&1 & echo $!; }
`;

/** A shell in private mount, network and process namespaces: everything in it dies with it, however it dies. */
class Enclosure {
  readonly #shell: ChildProcess;
  #output = "";
  #heard: () => void = () => undefined;

  constructor() {
    this.#shell = spawn("unshare", ["-mnp", "--fork", "--kill-child", "--mount-proc", "sh", "-s"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#shell.stdout!.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
      this.#heard();
    });
  }

  /** What the script printed, and the exit code of its last command. */
  async run(script: string): Promise<{ output: string; code: number }> {
    const end = /@@end (\d+)\n$/;
    this.#output = "";
    this.#shell.stdin!.write(`${script}\necho @@end $?\n`);
    while (!end.test(this.#output)) await new Promise<void>((resolve) => (this.#heard = resolve));
    const [line, code] = end.exec(this.#output)!;
    return { output: this.#output.slice(0, -line.length).trim(), code: Number(code) };
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#shell.once("exit", resolve));
    this.#shell.kill("SIGKILL");
    await gone;
  }
}

describe.runIf(process.getuid?.() === 0)("edge and supernode as programs", () => {
  let lab: Enclosure;
  const edge = `node ${dist}/edge.mjs -c mynet -d n2n0`;
  const overlay = (from: string, to: string) => async () =>
    (await lab.run(`ip netns exec ${from} ping -c 1 -W 1 ${to} > /dev/null`)).code;
  const log = async (name: string) => (await lab.run(`cat /run/${name}`)).output;
  const soon = { timeout: 15_000, interval: 200 };

  const start = async (namespace: string, name: string, command: string): Promise<number> => {
    const { output } = await lab.run(`: > /run/${name}.log; run ${namespace} ${name}.log ${command}`);
    await vi.waitFor(async () => expect(await log(`${name}.log`)).toContain(" ready "), soon);
    return Number(output);
  };
  const stop = async (pid: number): Promise<number> => (await lab.run(`kill -TERM ${pid}; wait ${pid}`)).code;
  const interfaceIn = async (namespace: string) =>
    (await lab.run(`ip -n ${namespace} link show dev n2n0 2> /dev/null`)).code === 0;

  beforeAll(async () => {
    execFileSync(process.execPath, [join(top, "ci/build.mjs")]);
    lab = new Enclosure();
    expect((await lab.run(`set -e\n${network}\nset +e`)).code).toBe(0);
    await start("sn", "sn", `node ${dist}/supernode.mjs -f -v`);
  });
  afterAll(() => lab.close());

  it("carry pings both ways, and leave nothing when they are stopped", async () => {
    const key = "env N2N_KEY=secret";
    const a = await start("a", "a", `${key} ${edge} -f -v -a 10.0.0.1 -l 198.51.100.1:7654`);
    const b = await start("b", "b", `${key} ${edge} -f -v -a 10.0.0.2 -l 198.51.100.1:7654`);
    await expect.poll(overlay("a", "10.0.0.2"), soon).toBe(0);
    await expect.poll(overlay("b", "10.0.0.1"), soon).toBe(0);
    expect([await stop(a), await stop(b)]).toEqual([0, 0]);
    expect([await interfaceIn("a"), await interfaceIn("b")]).toEqual([false, false]);
    await expect
      .poll(() => log("sn.log"), soon)
      .toMatch(/edge left.* socket=198\.51\.100\.2:[^]*edge left.* socket=198\.51\.100\.3:/);
  });

  it("do not understand each other with different keys", async () => {
    const a = await start("a", "a", `env N2N_KEY=one ${edge} -f -a 10.0.0.1 -l 198.51.100.1:7654`);
    const b = await start("b", "b", `env N2N_KEY=other ${edge} -f -a 10.0.0.2 -l 198.51.100.1:7654`);
    for (const name of ["a.log", "b.log"]) await expect.poll(() => log(name), soon).toContain(" registered ");
    expect((await lab.run("ip netns exec a ping -c 3 -i 0.3 -W 1 10.0.0.2 > /dev/null")).code).toBe(1);
    await stop(a);
    await stop(b);
  });

  it("get an address from a supernode that is asked on its second address", async () => {
    const second = "-l 198.51.100.9:7654";
    const a = await start("a", "a", `${edge} -f -I alice ${second}`);
    const b = await start("b", "b", `${edge} -f -I bob ${second}`);
    const { output } = await lab.run("ip -n b -j addr show dev n2n0");
    const given = /"local":"(10\.[\d.]+)","prefixlen":24/.exec(output)?.[1];
    expect(given).toBeDefined();
    await expect.poll(overlay("a", given!), soon).toBe(0);
    await stop(a);
    await stop(b);
  });

  it("hide a key given on the command line, and give up root", async () => {
    const a = await start("a", "a", `${edge} -f -k geheim -a 10.0.0.1 -l 198.51.100.1:7654`);
    const { output: shown } = await lab.run(`tr '\\0' ' ' < /proc/${a}/cmdline`);
    expect(shown.trim()).toBe("edge -c mynet -d n2n0 -f -a 10.0.0.1 -l 198.51.100.1:7654");
    expect(await log("a.log")).toContain("WARNING everybody could read the key given with -k");
    const { output: status } = await lab.run(`grep -E '^(Uid|Groups):' /proc/${a}/status`);
    expect(status).not.toMatch(/\b0\b/);
    await stop(a);
  });

  it("go to the background when they are ready, with the key, and say why when they cannot", async () => {
    const command = `ip netns exec a ${edge} -k geheim -a 10.0.0.1 -l 198.51.100.1:7654`;
    expect((await lab.run(command)).code).toBe(0);
    expect(await interfaceIn("a")).toBe(true);
    const background = await lab.run("grep -al '^edge -c' /proc/[0-9]*/cmdline | grep -o '[0-9]*'");
    const [pid] = background.output.split("\n");
    expect((await lab.run(`cat /proc/${pid}/cmdline`)).output).not.toContain("geheim");
    const b = await start("b", "b", `env N2N_KEY=geheim ${edge} -f -a 10.0.0.2 -l 198.51.100.1:7654`);
    await expect.poll(overlay("b", "10.0.0.1"), soon).toBe(0);

    const again = await lab.run(`${command} 2>&1`);
    expect(again.code).toBe(64);
    expect(again.output).toContain("edge: the interface name n2n0 is taken");

    await lab.run(`kill -TERM ${pid}`);
    await expect.poll(() => interfaceIn("a"), soon).toBe(false);
    await stop(b);
  });

  it("say that a port is in use", async () => {
    const { output, code } = await lab.run(`ip netns exec sn node ${dist}/supernode.mjs -f 2>&1`);
    expect(output).toBe("supernode: UDP port 7654 is in use: choose another with -p, or stop the program that uses it");
    expect(code).toBe(64);
  });

  it("end with 1 when the interface is taken away", async () => {
    const a = await start("a", "a", `${edge} -f -a 10.0.0.1 -l 198.51.100.1:7654`);
    const { code } = await lab.run(`ip -n a link del n2n0; wait ${a}`);
    expect(code).toBe(1);
    expect(await log("a.log")).toContain("edge: the TAP device is gone");
  });
});
