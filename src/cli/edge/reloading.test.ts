import { describe, expect, it } from "vitest";
import type { WebSecrets } from "../../web/access.ts";
import { seededRandom } from "../../base/random.ts";
import { edgeAtOnce, edgeReloadable } from "./reloading.ts";
import { parseEdgeOptions, type EdgeSettings } from "./options.ts";
import { edgeTable } from "./table.ts";

const files = { absolute: (path: string) => path, read: () => ({ text: "", mode: 0 }) };
const parse = (line: string): EdgeSettings =>
  parseEdgeOptions(`-c net -l 192.0.2.1:7654 ${line}`.split(" ").filter(Boolean), {
    env: {},
    hostname: "host",
    random: seededRandom(1),
    files,
    stable: () => undefined,
  }) as EdgeSettings;

function rig(line: string, hasIpv6 = false) {
  const [orders, secrets]: [unknown[], (WebSecrets | undefined)[]] = [[], []];
  const management = { password: undefined as string | undefined };
  const reloadable = edgeReloadable(parse(line), {
    host: () => ({ reconfigure: (change, forwarding) => void orders.push([change, forwarding?.seal.transform]) }),
    management,
    web: { secure: (given) => void secrets.push(given) },
    hooks: { change: () => Promise.resolve({ restart: ["onPeer"], failed: [] }) },
    hasIpv6,
  });
  return { orders, secrets, management, take: async (next: string, ...names: string[]) => reloadable.take(parse(next), new Set(names)) }; // prettier-ignore
}

describe("a running edge takes over", () => {
  it("nothing but what was changed, and keeps what needs a restart", async () => {
    const { take, orders } = rig("-k secret -A4");
    await take("-k other -A3 -R 10.0.0.1,10.0.0.2,UDP-", "rule");
    expect(orders).toEqual([[{ filter: ["10.0.0.1,10.0.0.2,UDP-"] }, undefined]]);
    await take("-k other -A3 -i 7", "rule", "interval");
    expect(orders[1]).toEqual([{ filter: [], registerEvery: 7000 }, "chacha20"]);
    await take("", "httpToken");
    expect(orders).toHaveLength(2);
  });

  it("secrets", async () => {
    const { take, secrets, management } = rig("");
    await take("--management-password p --http-token t", "managementPassword", "httpToken");
    expect([management.password, secrets]).toEqual(["p", [{ password: "p", token: "t" }]]);
  });

  it("supernodes that its socket can reach", async () => {
    const one = rig("");
    expect(await one.take("-l [2001:db8::1]:7654", "supernodes")).toEqual({ restart: ["onPeer", "supernodes"], failed: [] }); // prettier-ignore
    expect(one.orders).toEqual([]);
    const other = rig("", true);
    expect((await other.take("-l [2001:db8::1]:7654", "supernodes")).restart).toEqual(["onPeer"]);
    expect(other.orders).toMatchObject([[{ supernodes: [{ host: "192.0.2.1" }, { host: "2001:db8::1" }] }, "null"]]);
  });
});

it("names options that there are", () => {
  for (const name of edgeAtOnce) expect(Object.keys(edgeTable)).toContain(name);
});
