import { describe, expect, it } from "vitest";
import type { Mac } from "../../base/address/mac.ts";
import { instant } from "../../base/instant.ts";
import type { CommunityName, FieldText } from "../../wire/message.ts";
import { communityId } from "./lease.ts";
import { DamagedLeases, leasesText, readLeases, type StoredCommunity } from "./stored.ts";

const name = "caf\xc3\xa9" as CommunityName;
const lease = {
  address: "10.0.0.7",
  mac: "02:00:00:00:00:07" as Mac,
  description: 'a"\n\xff' as FieldText,
  identity: "0".repeat(32),
  lastSeen: instant(1_800_000_000_000),
  isInUse: true,
};
const stored: readonly StoredCommunity[] = [
  { id: communityId(name), name, network: { address: "10.0.0.0", prefix: 24 }, leases: [lease] },
  { id: communityId("secret" as CommunityName), name: undefined, network: undefined, leases: [] },
];
const text = leasesText(stored);

describe("the file of leases", () => {
  it("is read as it was written, and names no community with encrypted headers", () => {
    expect(readLeases(text)).toEqual(stored);
    expect(text).not.toContain(Buffer.from("secret").toString("hex"));
  });

  it.each([
    ["nothing", () => ""],
    ["half of it", () => text.slice(0, text.length / 2)],
    ["zeros", () => "\0".repeat(text.length)],
    ["a later version", () => text.replace('"version": 1', '"version": 2')],
    ["an unknown field", () => text.replace('"in_use"', '"in_usage": 1, "in_use"')],
    ["another kind of value", () => text.replace('"in_use": true', '"in_use": "yes"')],
    ["no address", () => text.replace("10.0.0.7", "10.0.0.256")],
    ["an address in another form", () => text.replace("10.0.0.7", "10.0.0.07")],
    ["no network", () => text.replace("10.0.0.0/24", "10.0.0.0/33")],
    ["a name that is not the community's", () => text.replace('"name": "636166c3a9"', '"name": "63"')],
    [
      "a long description",
      () => text.replace(Buffer.from(lease.description, "latin1").toString("hex"), "61".repeat(16)),
    ],
    ["a time that is none", () => text.replace("1800000000", "-1")],
    ["a list", () => "[]"],
    ["the same lease twice", () => leasesText([{ ...stored[0]!, leases: [lease, lease] }])],
    ["the same community twice", () => leasesText([stored[0]!, stored[0]!])],
  ])("with %s is refused, with the place", (_, damaged) => {
    expect(damaged()).not.toBe(text);
    expect(() => readLeases(damaged())).toThrow(DamagedLeases);
  });
});
