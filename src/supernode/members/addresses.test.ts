import { describe, expect, it } from "vitest";
import type { IpNet } from "../../base/address/endpoint.ts";
import { seededRandom } from "../../base/random.ts";
import type { CommunityName } from "../../wire/message.ts";
import { asksForAddress, drawAddress, drawSubnet } from "./addresses.ts";
import { tuned } from "../timing.ts";
import recorded from "../vectors/ip_assignment.json" with { type: "json" };

const random = seededRandom(1);

describe("automatic addresses, as the reference draws them", () => {
  const subnets = recorded.vectors.filter((vector) => vector.kind === "subnet");
  const hosts = recorded.vectors.filter((vector) => vector.kind === "host");

  it.each(subnets)("subnets of $range_min to $range_max", ({ range_min, range_max, bitlen, assigned }) => {
    const range = { first: range_min!, last: range_max!, prefix: bitlen! };
    const taken = new Set<string>();
    for (const { community, ok, network } of assigned!) {
      const subnet = drawSubnet(range, community as CommunityName, (candidate) => taken.has(candidate));
      expect(subnet).toEqual(ok ? net(network) : undefined);
      if (subnet !== undefined) taken.add(subnet.address);
    }
  });

  it.each(hosts)("$dev_desc in $network next to $held", ({ network, dev_desc, held, ok, address }) => {
    const subnet = net(network!);
    const drawn = drawAddress(subnet, dev_desc!, (candidate) => held!.includes(candidate), random);
    expect(drawn).toEqual(ok ? { address, prefix: subnet.prefix } : undefined);
  });

  it("reads all vectors", () => {
    expect([subnets.length, hosts.length]).toEqual([4, 120]);
  });
});

describe("drawAddress in a crowded network", () => {
  const large = net("10.0.0.0/8");

  it("does not visit all holders", () => {
    let asked = 0;
    const proposal = drawAddress(large, "edge", () => false, random)!;
    const near = Number(proposal.address.split(".")[1]);
    const isHeld = (candidate: string) => {
      asked++;
      return Number(candidate.split(".")[1]) === near;
    };
    const drawn = drawAddress(large, "edge", isHeld, random)!;
    expect(isHeld(drawn.address)).toBe(false);
    expect(asked).toBeLessThan(tuned.neighbourTries + tuned.randomTries);
  });

  it("gives up when everything is held", () => {
    expect(drawAddress(large, "edge", () => true, random)).toBeUndefined();
    expect(drawAddress(net("10.0.0.0/30"), "edge", () => true, random)).toBeUndefined();
  });

  it("gives neither the network's own address nor its broadcast address", () => {
    const given = new Set<string>();
    for (;;) {
      const drawn = drawAddress(net("10.0.0.8/29"), "edge", (candidate) => given.has(candidate), random);
      if (drawn === undefined) break;
      given.add(drawn.address);
    }
    expect([...given].sort()).toEqual(["9", "10", "11", "12", "13", "14"].map((host) => `10.0.0.${host}`).sort());
  });
});

it.each([
  ["0.0.0.0", 0, true],
  ["0.0.0.0", 24, true],
  ["255.255.255.255", 24, true],
  ["169.254.1.1", 16, true],
  ["10.1.1.1", 0, true],
  ["10.1.1.1", 24, false],
  ["169.253.1.1", 16, false],
])("%s/%d asks for an address: %s", (address, prefix, asks) => {
  expect(asksForAddress({ address, prefix })).toBe(asks);
});

function net(text: string): IpNet {
  const [address, prefix] = text.split("/");
  return { address: address!, prefix: Number(prefix) };
}
