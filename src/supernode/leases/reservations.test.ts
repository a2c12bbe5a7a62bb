import { describe, expect, it } from "vitest";
import { parseReservations } from "./reservations.ts";

describe("a line of reservations", () => {
  it("names a community, an address, and an edge by MAC address or by its description", () => {
    const text = "# printers\n\nhome 10.0.0.7 02-00-00-00-00-AA\n  home\t10.0.0.8  laser printer \n";
    expect(parseReservations(text, "f")).toEqual([
      { community: "home", address: "10.0.0.7", who: { mac: "02:00:00:00:00:aa" } },
      { community: "home", address: "10.0.0.8", who: { description: "laser printer" } },
    ]);
  });

  it.each([
    ["home", 'f:1: "home" is not right: give COMMUNITY ADDRESS and the MAC address or the description (-I) of an edge'],
    ["home 10.0.0.7", 'f:1: "home 10.0.0.7" is not right'],
    ["home 10.0.0 x", 'f:1: "10.0.0" is not the address of a host'],
    ["home fd00::1 x", 'f:1: "fd00::1" is not the address of a host'],
    ["home 224.0.0.1 x", 'f:1: "224.0.0.1" is not the address of a host'],
    ["aaaaaaaaaaaaaaaaaaaa 10.0.0.7 x", "is not right"],
    ["home 10.0.0.7 aaaaaaaaaaaaaaaa", "f:1: the name has more than 15 bytes"],
    ["home 10.0.0.7 a\nhome 10.0.0.7 b", "f:2: the address is in line 1 already"],
    ["home 10.0.0.7 a\nhome 10.0.0.8 a", "f:2: the edge is in line 1 already"],
  ])("%j is refused", (text, message) => {
    expect(() => parseReservations(text, "f")).toThrow(message);
  });

  it("the same address may be reserved in two communities", () => {
    expect(parseReservations("a 10.0.0.7 x\nb 10.0.0.7 x", "f")).toHaveLength(2);
  });
});
