import { expect, it } from "vitest";
import { seededRandom } from "../../base/random.ts";
import type { WebSecrets } from "../../web/access.ts";
import { parseSupernodeOptions, type SupernodeSettings } from "./options.ts";
import { supernodeAtOnce, supernodeReloadable } from "./reloading.ts";
import { supernodeTable } from "./table.ts";

const files = { absolute: (path: string) => path, read: () => ({ text: "", mode: 0 }) };
const parse = (line: string) =>
  parseSupernodeOptions(line.split(" ").filter(Boolean), { env: {}, random: seededRandom(1), files, version: "1" }) as SupernodeSettings; // prettier-ignore

function rig(has: boolean) {
  const done: unknown[] = [];
  const reloadable = supernodeReloadable({
    host: () => ({
      reload: (list) => void done.push(["reload", list]),
      reserve: (list) => void done.push(["reserve", [...list.all()]]),
      keepLeases: (time) => void done.push(["keep", time]),
    }),
    members: { use: (hosts) => Promise.resolve(void done.push(["members", hosts])) },
    management: { password: undefined },
    web: () => ({ secure: (secrets: WebSecrets) => void done.push(["secure", secrets.token]) }),
    isFederated: has,
    keepsLeases: has,
  });
  return { done, take: async (line: string, ...names: string[]) => reloadable.take(parse(line), new Set(names)) };
}

it("a running supernode takes over members, lease time and tokens, and lists that are no longer named", async () => {
  const { done, take } = rig(true);
  const options = "--lease-time 2d -l 192.0.2.1:7654 --http-token t";
  expect(await take(options, "leaseTime", "members", "communities", "reservations", "httpToken")).toEqual({ restart: [] }); // prettier-ignore
  expect(done).toEqual([
    ["secure", "t"],
    ["reload", undefined],
    ["keep", 2 * 86_400_000],
    ["reserve", []],
    ["members", [{ host: "192.0.2.1", port: 7654 }]],
  ]);
});

it("without a federation and leases at the start these need a restart", async () => {
  const { done, take } = rig(false);
  expect(await take("--lease-time 2d -l 192.0.2.1:7654", "leaseTime", "members")).toEqual({ restart: ["members", "leaseTime"] }); // prettier-ignore
  expect(done).toEqual([["secure", undefined]]);
});

it("names options that there are", () => {
  for (const name of supernodeAtOnce) expect(Object.keys(supernodeTable)).toContain(name);
});
