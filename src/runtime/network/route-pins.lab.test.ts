import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

// The kernel's own table, in a namespace that vanishes with its process.

const program = `
import { addRoutes } from "${new URL("routes.ts", import.meta.url).href}";
import { execFileSync } from "node:child_process";
const table = () => execFileSync("ip", ["-4", "route"], { encoding: "utf8" }).split("\\n").map((line) => line.trim());
const pins = await addRoutes({
  routes: [{ network: { address: "0.0.0.0", prefix: 0 }, gateway: "10.50.0.2" }],
  device: "n2n0",
  supernodes: ["198.51.100.1"],
  metric: 5644,
});
await pins.follow(["198.51.100.1", "203.0.113.9"]);
const until = async (isSo) => { for (let i = 0; i < 500 && !isSo(); i++) await new Promise((done) => setTimeout(done, 20)); };
await until(() => table().some((line) => line.startsWith("203.0.113.9")));
const during = table();
pins[Symbol.dispose]();
await until(() => !table().some((line) => line.includes("5644")));
console.log(JSON.stringify({ during, after: table() }));
`;

/** An underlay whose router is in none of the device's networks, and an interface in place of the TAP. */
const network = [
  "ip link set lo up",
  "ip link add eth0 type veth peer name far",
  "ip link set eth0 up; ip link set far up",
  "ip addr add 192.0.2.7/32 dev eth0",
  "ip route add default via 172.31.0.1 dev eth0 onlink",
  "ip link add n2n0 type veth peer name n2n1",
  "ip link set n2n0 up; ip link set n2n1 up",
  "ip addr add 10.50.0.1/24 dev n2n0",
].join(" && ");

it("underlay hosts keep their route by a router that is not on-link", () => {
  const node = [process.execPath, "--import", import.meta.resolve("tsx"), "--input-type=module", "-e", program];
  const ended = spawnSync(
    "sh",
    ["ci/rooted.sh", "unshare", "-n", "sh", "-c", `${network} && exec "$@"`, "sh", ...node],
    {
      encoding: "utf8",
    },
  );
  expect(ended.stderr).toBe("");
  const { during, after } = JSON.parse(ended.stdout) as { during: string[]; after: string[] };
  expect(during).toContain("198.51.100.1 via 172.31.0.1 dev eth0 proto 168 metric 5644 onlink");
  expect(during).toContain("203.0.113.9 via 172.31.0.1 dev eth0 proto 168 metric 5644 onlink");
  expect(during).toContain("0.0.0.0/1 via 10.50.0.2 dev n2n0");
  expect(after.filter((line) => line.includes("168"))).toEqual([]);
  expect(after).toContain("default via 172.31.0.1 dev eth0 onlink");
});
