import { describe, expect, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

const supernode = `node ${dist}/supernode.cjs`;
const edge = `node ${dist}/edge.cjs`;

/** Writes what it receives, one line per run. */
const script = `#!/bin/sh
echo "$0 $N2N_HOOK $N2N_PEER_ADDRESS" >> /run/received
`;

describe("daemons read their configuration again", () => {
  const write = (lab: Enclosure, file: string, ...lines: readonly string[]) =>
    lab.run(`printf '%s\\n' ${lines.map((line) => `'${line}'`).join(" ")} > ${file}; chmod 644 ${file}`);
  const said = (lab: Enclosure, name: string, pattern: RegExp) =>
    expect.poll(() => lab.log(`${name}.log`), soon).toMatch(pattern);
  /** Status and body. */
  const ask = async (lab: Enclosure, namespace: string, at: string, token: string) => {
    const script = `require("http").get("http://${at}/metrics",{headers:{Authorization:"Bearer ${token}"}},(m)=>{process.stdout.write(m.statusCode+" ");m.pipe(process.stdout)})`;
    return (await lab.run(`ip netns exec ${namespace} node -e '${script}'`)).output;
  };

  it("an edge: supernodes, rules, hooks, names and tokens, while its path carries every ping", async (context) => {
    const lab = await Enclosure.forTest(context);
    await lab.run(`mkdir -m 777 /run/names /run/home; : > /run/received; chmod 666 /run/received; chmod 755 /run`);
    for (const name of ["first", "second"])
      await lab.run(`cat > /run/${name} <<'END'\n${script}END\nchmod 755 /run/${name}`);
    await lab.start("sn", "sn1", `${supernode} -f -v -p 198.51.100.1:7654`);
    await lab.start("sn", "sn2", `${supernode} -f -v -p 198.51.100.9:7654 -t 5700`);
    const common = ["community: mynet", "device: n2n0", "address: 10.0.0.1", "description: alice"];
    const before = ["supernodes: [198.51.100.1:7654]", "on-peer: /run/first", "http: [198.51.100.2:9100]"];
    await write(lab, "/run/edge.yaml", ...common, ...before, "http-token: one");
    const a = await lab.start("a", "a", `${edge} --config /run/edge.yaml -f < /dev/null`);
    await lab.start(
      "b",
      "b",
      `${edge} -c mynet -d n2n0 -f -a 10.0.0.2 -I bob -l 198.51.100.1:7654 -l 198.51.100.9:7654`,
    );
    const received = async () => (await lab.run("cat /run/received")).output;
    await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
    await expect.poll(received, soon).toContain("/run/first peer 10.0.0.2");
    expect(await ask(lab, "b", "198.51.100.2:9100", "one")).toMatch(/^200 /);

    await lab.run("run a pings ping -i 0.05 -c 100 10.0.0.2");
    const after = ["supernodes: [198.51.100.9:7654]", "on-peer: /run/second", "http: [198.51.100.2:9100]"];
    const more = [
      "http-token: two",
      "hosts-file: /run/names/n2n",
      "mtu: 1200",
      'rule: ["10.0.0.1/32,10.0.0.2/32,UDP-"]',
    ];
    await write(lab, "/run/edge.yaml", ...common, ...after, ...more);
    await lab.run(`kill -HUP ${a}`);
    await said(lab, "a", /configuration read again changed=hosts-file,http-token,on-peer,rule,supernodes$/m);
    await said(lab, "a", /changed options need a restart options=mtu$/m);
    await said(lab, "a", /registered supernode=198\.51\.100\.9:7654/);
    await expect.poll(received, soon).toContain("/run/second peer 10.0.0.2");
    await expect.poll(async () => (await lab.run("cat /run/names/n2n")).output, soon).toContain("10.0.0.2 bob.");
    expect(await ask(lab, "b", "198.51.100.2:9100", "one")).toMatch(/^401 /);
    expect(await ask(lab, "b", "198.51.100.2:9100", "two")).toMatch(/^200 /);
    const edgesAt = async (port: number) =>
      (await lab.run(`ip netns exec sn ${supernode} status -t ${port} --json`)).output;
    await expect.poll(() => edgesAt(5645), soon).not.toContain("alice");
    expect(await edgesAt(5700)).toContain("alice");
    await expect.poll(() => lab.log("pings"), soon).toMatch(/100 packets transmitted, 100 received/);

    // The rule holds although the fast datapath carried these frames before.
    const send = `const s=require("dgram").createSocket("udp4");s.send("x",9,"10.0.0.2",()=>s.close())`;
    await lab.run(`ip netns exec a node -e '${send}'`);
    const figures = () => ask(lab, "b", "198.51.100.2:9100", "two");
    await expect.poll(figures, soon).toMatch(/^n2n_edge_drops_total\{reason="filter"\} 1$/m);
    await lab.run(`: > /run/names/x; kill -HUP ${a}`);
    await said(lab, "a", /configuration read again changed=nothing$/m);
    expect(await lab.stop(a)).toBe(0);
    expect((await lab.run("ls /run/names")).output).toBe("x");
  });

  it("an edge: frames stop with a rule, and flow when it is gone, through the fast datapath as well", async (context) => {
    const lab = await Enclosure.forTest(context);
    const common = ["community: mynet", "device: n2n0", "address: 10.0.0.1", "supernodes: [198.51.100.1:7654]"];
    await write(lab, "/run/edge.yaml", ...common);
    await lab.start("sn", "sn", `${supernode} -f`);
    const a = await lab.start("a", "a", `${edge} --config /run/edge.yaml -f < /dev/null`);
    await lab.start("b", "b", `${edge} -c mynet -d n2n0 -f -a 10.0.0.2 -l 198.51.100.1:7654`);
    const ping = lab.ping("a", "10.0.0.2");
    const rules = async (times: number, ...lines: readonly string[]) => {
      await write(lab, "/run/edge.yaml", ...common, ...lines);
      await lab.run(`kill -HUP ${a}`);
      const read = async () =>
        [...(await lab.log("a.log")).matchAll(/configuration read again changed=rule$/gm)].length;
      await expect.poll(read, soon).toBe(times);
    };
    const [icmp, udp] = ['"10.0.0.1/32,10.0.0.2/32,ICMP-"', '"10.0.0.1/32,10.0.0.2/32,UDP-"'];
    const datagram = async () => {
      await lab.run(`: > /run/heard; run b heard timeout 2 node -e 'require("dgram").createSocket("udp4").on("message",()=>{console.log("heard");process.exit()}).bind(9,()=>console.log("bound"))'`); // prettier-ignore
      await expect.poll(() => lab.log("heard"), soon).toContain("bound");
      await lab.run(`ip netns exec a node -e 'const s=require("dgram").createSocket("udp4");s.send("x",9,"10.0.0.2",()=>s.close())'; wait $!`); // prettier-ignore
      return (await lab.log("heard")).includes("heard");
    };
    await expect.poll(ping, soon).toBe(0);
    await rules(1, `rule: [${icmp}, ${udp}]`);
    expect([await ping(), await datagram()]).toEqual([1, false]);
    await rules(2, `rule: [${udp}]`);
    expect([await ping(), await datagram()]).toEqual([0, false]);
    await rules(3);
    expect([await ping(), await datagram()]).toEqual([0, true]);
  });

  it("a supernode: the list that is named, lease time and token", async (context) => {
    const lab = await Enclosure.forTest(context);
    await lab.run(
      "mkdir -m 777 /run/kept; chmod 755 /run; echo mynet > /run/list1; echo other > /run/list2; chmod 644 /run/list?",
    );
    const common = ["leases: /run/kept/leases.json", "http: [198.51.100.1:9101]"];
    await write(lab, "/run/sn.yaml", ...common, "communities: /run/list1", "http-token: one");
    const sn = await lab.start("sn", "sn", `${supernode} --config /run/sn.yaml -f`);
    await lab.start("a", "a", `${edge} -c other -d n2n0 -f -a 10.0.0.1 -l 198.51.100.1:7654`);
    const registered = async () => (await lab.run(`ip netns exec sn ${supernode} status --json`)).output;
    expect(await registered()).not.toContain("10.0.0.1");
    await write(
      lab,
      "/run/sn.yaml",
      ...common,
      "communities: /run/list2",
      "http-token: two",
      "lease-time: 2d",
      "members: [198.51.100.9:7654]",
    );
    await lab.run(`kill -HUP ${sn}`);
    await said(lab, "sn", /configuration read again changed=communities,http-token,lease-time$/m);
    await said(lab, "sn", /changed options need a restart options=members$/m);
    await said(lab, "sn", /list of communities read file=\/run\/list2/);
    await expect.poll(registered, soon).toContain("10.0.0.1");
    expect(await ask(lab, "a", "198.51.100.1:9101", "one")).toMatch(/^401 /);
    expect(await ask(lab, "a", "198.51.100.1:9101", "two")).toMatch(/^200 /);
    await write(lab, "/run/sn.yaml", ...common, "http-token: two");
    await lab.run(`kill -HUP ${sn}`);
    await said(lab, "sn", /configuration read again changed=communities,lease-time$/m);
    await lab.start("b", "b", `${edge} -c third -d n2n0 -f -a 10.0.1.1 -l 198.51.100.1:7654`);
    await expect.poll(registered, soon).toContain("10.0.1.1");
    expect(await lab.stop(sn)).toBe(0);
  });
});
