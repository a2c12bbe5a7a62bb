import { describe, expect, it } from "vitest";
import type { Mac } from "../../../base/address/mac.ts";
import { edgeView, peer } from "../../../web/testing/views.ts";
import { Options } from "../../options/options.ts";
import { hookOptions } from "./options.ts";
import { peerHookFacts } from "./facts.ts";
import { MemberNames } from "./member-names.ts";
import { hostLabel } from "./member-name.ts";
import { PeerChanges } from "./peer-changes.ts";
import { edgeTable } from "../table.ts";

describe("a member's name", () => {
  it.each([
    ["bob", "bob"],
    ["Bob-2", "bob-2"],
    ["", undefined],
    ["bob.example.org", undefined],
    ["-bob", undefined],
    ["bob-", undefined],
    ["b b", undefined],
    ["böb", undefined],
    ["bob\n10.0.0.9 bank", undefined],
    ["10", undefined],
    ["xn--bb-eka", undefined],
    ["localhost", undefined],
    ["WPAD", undefined],
    ["#", undefined],
  ])("%j is %s as a label", (description, label) => {
    expect(hostLabel(description)).toBe(label);
  });
});

describe("the file of names", () => {
  const lines = (names: MemberNames, peers: ReturnType<typeof peer>[]) =>
    names.text(edgeView({ peers })).split("\n").slice(1, -1);
  const at = (number: number, description: string, address = `10.0.0.${number}`) =>
    peer(number, { description, address: { address, prefix: 24 } });

  it("has the members' names under its domain, and our own", () => {
    const names = new MemberNames("alice", "n2n.internal");
    expect(lines(names, [at(2, "bob"), at(3, "Carol")])).toEqual([
      "10.0.0.1 alice.n2n.internal",
      "10.0.0.2 bob.n2n.internal",
      "10.0.0.3 carol.n2n.internal",
    ]);
  });

  it("leaves out what a hostile peer says: other networks, our address and name, no names", () => {
    const peers = [at(2, "bank", "192.0.2.1"), at(3, "x", "10.0.0.1"), at(4, "alice"), at(5, "a\nb"), at(6, "wpad")];
    expect(lines(new MemberNames("alice", "d"), peers)).toEqual(["10.0.0.1 alice.d"]);
  });

  it("keeps a name, and an address, with the peer that had it first", () => {
    const names = new MemberNames("", "d");
    expect(lines(names, [at(3, "bob")])).toEqual(["10.0.0.3 bob.d"]);
    expect(lines(names, [at(2, "bob"), at(4, "eve", "10.0.0.3"), at(3, "bob")])).toEqual(["10.0.0.3 bob.d"]);
    expect(lines(names, [at(2, "bob")])).toEqual(["10.0.0.2 bob.d"]);
  });

  it("has no members while we have no address", () => {
    const view = { address: undefined, peers: [at(2, "bob")] };
    expect(new MemberNames("alice", "d").text(view).split("\n")).toHaveLength(2);
  });
});

describe("changes of peers", () => {
  it("are new paths, new addresses and goodbyes, each once", () => {
    const changes = new PeerChanges();
    const take = (...peers: ReturnType<typeof peer>[]) =>
      changes.take(peers).map(({ peer: { mac }, path }) => [mac.slice(-2), path]);
    expect(take(peer(2), peer(3, { path: "relayed" }))).toEqual([
      ["02", "direct"],
      ["03", "relayed"],
    ]);
    expect(take(peer(2), peer(3, { path: "relayed" }))).toEqual([]);
    expect(take(peer(2, { path: "relayed" }))).toEqual([
      ["03", "gone"],
      ["02", "relayed"],
    ]);
  });

  it("tell only a name that is a host name", () => {
    expect(peerHookFacts(peer(2, { description: "$(id)" }), "direct")).toMatchObject({
      N2N_PEER_MAC: "02:00:00:00:00:02" as Mac,
      N2N_PEER_NAME: "",
      N2N_PEER_PATH: "direct",
    });
    expect(peerHookFacts(peer(2), "gone")).toMatchObject({ N2N_PEER_SOCKET: "", N2N_PEER_WHY: "" });
  });
});

describe("options", () => {
  const files = { absolute: (path: string) => `/etc/${path}`, read: () => ({ text: "", mode: 0 }) };
  const parse = (...argv: string[]) => hookOptions(new Options(edgeTable, argv), files);

  it("name programs and their arguments", () => {
    expect(parse("--on-up", "/usr/bin/logger -t n2n", "--hosts-file", "n2n", "--hosts-domain", "Home.ARPA")).toEqual({
      commands: { up: ["/usr/bin/logger", "-t", "n2n"] },
      asRoot: false,
      hosts: { path: "/etc/n2n", domain: "home.arpa" },
    });
  });

  it.each([
    [["--on-up", "logger"], "give the whole path of a program"],
    [["--on-up", "/bin/echo a; /bin/echo b"], "no shell reads it"],
    [["--on-up", "/bin/echo $N2N_ADDRESS"], "no shell reads it"],
    [["--on-hosts", "/bin/true"], "--on-hosts needs --hosts-file"],
    [["--hosts-file", "x", "--hosts-domain", "a..b"], "give a domain like n2n.internal"],
  ])("%j is refused", (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
  });
});
