import { describe, expect, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

const supernode = `node ${dist}/supernode.cjs`;
const edge = `node ${dist}/edge.cjs`;

describe("addresses from a supernode", () => {
  const start = (lab: Enclosure, options: string) => lab.start("sn", "sn", `${supernode} -f -v ${options}`);
  const join = (lab: Enclosure, where: string, name: string) =>
    lab.start(where, `${where}-${name}`, `${edge} -c mynet -d n2n0 -f -v -i 1 -l 198.51.100.1:7654 -I ${name} -t 0`);
  const leases = async (lab: Enclosure) =>
    (JSON.parse((await lab.run(`ip netns exec sn ${supernode} leases --json`)).output) as { leases: Row[] }).leases;

  interface Row {
    readonly ip4addr: string;
    readonly desc: string;
    readonly state: string;
  }

  it("outlive its death, whole on disk, and are drawn for nobody else meanwhile", async (context) => {
    const lab = await Enclosure.forTest(context);
    const first = await start(lab, "--leases /run/kept/leases.json");
    const a = await join(lab, "a", "laptop");
    await expect.poll(() => leases(lab), soon).toMatchObject([{ desc: "laptop", state: "in use" }]);
    const [{ ip4addr }] = (await leases(lab)) as [Row];
    await expect.poll(async () => (await lab.run("cat /run/kept/leases.json")).output, soon).toContain(ip4addr);
    expect((await lab.run("stat -c %a /run/kept/leases.json; ls /run/kept")).output).toBe("600\nleases.json");
    await lab.run(`kill -KILL ${a} ${first}; wait ${a} ${first}`);

    await start(lab, "--leases /run/kept/leases.json");
    await join(lab, "b", "laptop");
    await expect
      .poll(() => leases(lab), soon)
      .toEqual(
        expect.arrayContaining([
          expect.objectContaining({ ip4addr, state: "kept" }),
          expect.objectContaining({ desc: "laptop", state: "in use" }),
        ]),
      );
    await join(lab, "a", "laptop");
    await expect.poll(async () => (await leases(lab)).map(({ state }) => state), soon).toEqual(["in use", "in use"]);
    expect((await lab.run("ip -n a -4 -o addr show dev n2n0")).output).toContain(` ${ip4addr}/24 `);
  });

  it("reserved by MAC address reach an edge of ours, which asks again; SIGHUP reads the file again", async (context) => {
    const lab = await Enclosure.forTest(context);
    await lab.run("echo 'mynet 10.9.0.7 02:00:00:00:00:07' > /run/reserved");
    const options = "-a 10.9.0.0-10.9.0.0/24 --reservations /run/reserved";
    const sn = await start(lab, options);
    const command = `${edge} -c mynet -d n2n0 -f -v -l 198.51.100.1:7654 -m 02:00:00:00:00:07 -t 0`;
    await lab.start("a", "a", command);
    const address = async () => (await lab.run("ip -n a -4 -o addr show dev n2n0")).output;
    await expect.poll(address, soon).toContain(" 10.9.0.7/24 ");
    await lab.run(`echo 'mynet 10.9.0.8' >> /run/reserved; kill -HUP ${sn}`);
    await expect.poll(() => lab.log("sn.log"), soon).toContain("the current reservations stay in force");
    await lab.run(`echo 'mynet 10.9.0.8 printer' > /run/reserved; kill -HUP ${sn}`);
    await expect.poll(() => lab.log("sn.log"), soon).toContain("reservations read");
    expect(await leases(lab)).toMatchObject([
      { ip4addr: "10.9.0.7", state: "in use" },
      { ip4addr: "10.9.0.8", state: "reserved", desc: "printer" },
    ]);
  });

  it("a damaged file is set aside; one that others may change is refused", async (context) => {
    const lab = await Enclosure.forTest(context);
    await lab.run("mkdir -p /run/kept; chmod 777 /run/kept; echo '{' > /run/kept/l; chmod 600 /run/kept/l");
    const sn = await start(lab, "--leases /run/kept/l");
    expect(await lab.log("sn.log")).toMatch(
      /WARNING the file of leases is damaged: it is set aside .*why="it is not JSON"/,
    );
    expect((await lab.run("cat /run/kept/l.damaged")).output).toBe("{");
    await lab.stop(sn);
    await lab.run("chmod 666 /run/kept/l");
    const refused = await lab.run(`${supernode} -f --leases /run/kept/l 2>&1`);
    expect(refused).toEqual({ code: 64, output: expect.stringContaining("can be changed by other users") as unknown });
  });

  it("a file that cannot be written is an error at the start, with what to do", async (context) => {
    const lab = await Enclosure.forTest(context);
    const refused = await lab.run(`${supernode} -f --leases /run/none/none/l 2>&1`);
    expect(refused.code).toBe(64);
    expect(refused.output).toContain("its folder does not exist");
    // An ordinary user's laboratory has one user, who owns every folder.
    if (process.getuid?.() !== 0) return;
    const root = await lab.run(`mkdir -m 700 /run/roots; ip netns exec sn ${supernode} -f --leases /run/roots/l 2>&1`);
    expect(root.code).toBe(69);
    expect(root.output).toContain("its folder must belong to the user that the supernode becomes");
  });
});
