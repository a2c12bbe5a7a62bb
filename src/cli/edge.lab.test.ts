import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

describe("edge and supernode as programs", () => {
  let lab: Enclosure;
  const edge = `node ${dist}/edge.cjs -c mynet -d n2n0`;
  const overlay = (from: string, to: string) => lab.ping(from, to);
  const log = (name: string) => lab.log(name);
  const start = (namespace: string, name: string, command: string) => lab.start(namespace, name, command);
  const stop = (pid: number) => lab.stop(pid);
  const interfaceIn = async (namespace: string) =>
    (await lab.run(`ip -n ${namespace} link show dev n2n0 2> /dev/null`)).code === 0;

  beforeEach(async () => {
    lab = await new Enclosure().build();
    await start("sn", "sn", `node ${dist}/supernode.cjs -f -v`);
  });
  afterEach(() => lab.close());

  it("carry pings both ways, and leave nothing behind when they are stopped", async () => {
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

  it("cannot communicate with different keys", async () => {
    const a = await start("a", "a", `env N2N_KEY=one ${edge} -f -a 10.0.0.1 -l 198.51.100.1:7654`);
    const b = await start("b", "b", `env N2N_KEY=other ${edge} -f -a 10.0.0.2 -l 198.51.100.1:7654`);
    for (const name of ["a.log", "b.log"]) await expect.poll(() => log(name), soon).toContain(" registered ");
    expect((await lab.run("ip netns exec a ping -c 3 -i 0.3 -W 1 10.0.0.2 > /dev/null")).code).toBe(1);
    await stop(a);
    await stop(b);
  });

  it("authenticate frames when asked, report it, and refuse others where it is required", async () => {
    const common = "-f -l 198.51.100.1:7654 -t 5650";
    const statusOfA = async () => (await lab.run(`ip netns exec a node ${dist}/edge.cjs status -t 5650`)).output;
    const a = await start("a", "a", `env N2N_KEY=secret ${edge} ${common} -a 10.0.0.1 --require-authenticated`);
    let b = await start("b", "b", `env N2N_KEY=secret ${edge} ${common} -a 10.0.0.2 --authenticated`);
    await expect.poll(overlay("a", "10.0.0.2"), soon).toBe(0);
    await expect.poll(statusOfA, soon).toMatch(/AUTHENTIC[^]* yes /);
    await stop(b);
    b = await start("b", "b", `env N2N_KEY=secret ${edge} ${common} -a 10.0.0.2 --no-authenticated`);
    expect((await lab.run("ip netns exec b ping -c 12 -i 0.5 -W 1 10.0.0.1 > /dev/null")).code).toBe(1);
    await expect.poll(() => log("a.log"), soon).toContain("not-authenticated peer=");
    expect(await statusOfA()).toMatch(/ REFUSED /);
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

  it("hide a key given on the command line, and drop root", async () => {
    const a = await start("a", "a", `${edge} -f -k geheim -a 10.0.0.1 -l 198.51.100.1:7654`);
    expect((await lab.run(`cat /proc/${a}/comm`)).output).toBe("edge");
    const { output: shown } = await lab.run(`tr '\\0' ' ' < /proc/${a}/cmdline`);
    expect(shown.trim()).toBe("edge -c mynet -d n2n0 -f -a 10.0.0.1 -l 198.51.100.1:7654");
    expect(await log("a.log")).toContain("WARNING the key given with -k was visible to all users");
    const { output: status } = await lab.run(`grep -E '^(Uid|Groups):' /proc/${a}/status`);
    // The enclosure of an ordinary user has no other user than root (user_namespaces(7)): the edge says that it stays.
    const { output: users } = await lab.run("cat /proc/self/uid_map");
    if (/ 1\n?$/.test(users)) expect(await log("a.log")).toMatch(/NORMAL ready .* user=unchanged/);
    else expect(status).not.toMatch(/\b0\b/);
    await stop(a);
  });

  it("go to the background once ready, keeping the key, and say why if they cannot", async () => {
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

  it("report that a port is in use", async () => {
    const { output, code } = await lab.run(`ip netns exec sn node ${dist}/supernode.cjs -f 2>&1`);
    expect(output).toContain(
      "supernode: UDP port 7654 is in use: choose another with -p, or stop the program that uses it",
    );
    expect(code).toBe(64);
  });

  it("exit with 1 when the interface is deleted", async () => {
    const a = await start("a", "a", `${edge} -f -a 10.0.0.1 -l 198.51.100.1:7654`);
    const { code } = await lab.run(`ip -n a link del n2n0; wait ${a}`);
    expect(code).toBe(1);
    expect(await log("a.log")).toContain("edge: the TAP interface was deleted from outside");
  });
});
