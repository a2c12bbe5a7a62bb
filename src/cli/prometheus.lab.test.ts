import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dist, Enclosure, soon, top } from "./testing/enclosure.ts";

const missing = ["prometheus"].filter((name) => spawnSync(name, ["--version"]).status !== 0);
const reason = missing.length === 0 ? "" : `: ${missing.join(", ")} not installed`;

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [at: number, value: string];
}

describe.skipIf(missing.length > 0)(`Prometheus with the configuration of packaging/${reason}`, () => {
  const started = async (context: Parameters<typeof Enclosure.forTest>[0]) => {
    const lab = await Enclosure.forTest(context);
    const supernode = await lab.start("sn", "sn", `node ${dist}/supernode.cjs -f --http 9101`);
    const edge = `node ${dist}/edge.cjs -f -c mynet -k secret -l 198.51.100.1:7654`;
    await lab.start("sn", "edge", `${edge} -d n2n0 -a 10.0.0.1 --http 9100`);
    await lab.start("b", "b", `${edge} -d n2n0 -a 10.0.0.2 -I bob`);
    await expect.poll(lab.ping("sn", "10.0.0.2"), soon).toBe(0);
    const shipped = join(top, "packaging/prometheus");
    // As shipped, but every second.
    await lab.run(`cp -r ${shipped} /run/prom && sed -i 's/15s/1s/' /run/prom/prometheus.yml`);
    await lab.run(
      "run sn prom.log prometheus --config.file=/run/prom/prometheus.yml --storage.tsdb.path=/run/data --web.listen-address=127.0.0.1:9090",
    );
    const get = async <T>(path: string): Promise<T | undefined> => {
      const script = `require("http").get("http://127.0.0.1:9090/api/v1/${path}",(m)=>m.pipe(process.stdout)).on("error",()=>console.log("{}"))`;
      return (JSON.parse((await lab.run(`ip netns exec sn node -e '${script}'`)).output) as { data?: T }).data;
    };
    const value = async (query: string) => {
      const data = await get<{ result: readonly Series[] }>(`query?query=${encodeURIComponent(query)}`);
      return data?.result.map((series) => series.value[1]);
    };
    return { lab, supernode, get, value };
  };

  it("scrapes edge and supernode, and evaluates every rule", async (context) => {
    const { lab, supernode, get, value } = await started(context);
    await expect.poll(() => value('up{job="n2n"}'), soon).toEqual(["1", "1"]);
    await expect.poll(() => value("n2n_edge_registered"), soon).toEqual(["1"]);
    await expect.poll(() => value('n2n_edge_peers{path="direct"}'), soon).toEqual(["1"]);
    await expect.poll(() => value('n2n_supernode_edges{transport="udp"}'), soon).toEqual(["2"]);
    await expect.poll(() => value("process_resident_memory_bytes > 10e6"), soon).toHaveLength(2);
    const rules = async () => {
      const data = await get<{ groups: readonly { rules: readonly { name: string; health: string }[] }[] }>("rules");
      return data?.groups.flatMap((group) => group.rules.map(({ name, health }) => `${name} ${health}`));
    };
    const names = (await lab.run("sed -n 's/.*- alert: //p' /run/prom/n2n-alerts.yml")).output.split("\n");
    expect(names.length).toBeGreaterThan(5);
    await expect.poll(rules, soon).toEqual(names.map((name) => `${name} ok`));

    // What happened reaches the rules.
    await lab.stop(supernode);
    await expect.poll(() => value('ALERTS{alertname="N2nDown",alertstate="pending"}'), soon).toEqual(["1"]);
  });
});
