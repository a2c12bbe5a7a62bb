import { Script } from "node:vm";
import { describe, expect, it } from "vitest";
import { instant } from "../../base/instant.ts";
import { at, edgeView, peer, supernodeView } from "../testing/views.ts";
import { edgePicture } from "./edge-picture.ts";
import { dotOf, graphOf } from "./graph.ts";
import { edgeLeases, supernodeLeases } from "./leases.ts";
import { pageHtml, pageFiles, pageHeaders } from "./page.ts";
import { supernodePicture } from "./supernode-picture.ts";
import { svgOf } from "./svg.ts";

const hostile = `"><script>alert(1)</script>\\" -- x; \u0000&'`;
const evil = edgePicture(edgeView({ peers: [peer(2, { description: hostile })] }));

describe("an edge", () => {
  it("is shown in the words of edge status", () => {
    const relayed = peer(3, { path: "relayed", why: "punching", fruitless: 4, socket: undefined });
    const picture = edgePicture(edgeView({ peers: [peer(2), relayed] }));
    expect(picture).toMatchObject({
      title: "edge of abc",
      state: "registered",
      supernodes: [{ socket: "192.0.2.1:7654", state: "registered" }],
      members: [
        { path: "direct", why: "hole punched", socket: "192.0.2.9:2" },
        { path: "relayed", why: "punching: no answer to 4 REGISTERs yet", socket: "" },
      ],
      sent: 8,
      received: 8,
      drops: [{ reason: "multicast", text: "to a multicast group, without -E", count: 7 }],
      left_out: 0,
    });
  });

  it("with encrypted headers does not name its community, and shows a bounded number of peers", () => {
    const { community: name, ...secret } = edgeView({ peers: Array.from({ length: 3000 }, () => peer(2)) });
    const picture = edgePicture(secret);
    expect(JSON.stringify(picture)).not.toContain(name);
    expect([picture.members.length, picture.left_out]).toEqual([1000, 2000]);
  });
});

describe("a supernode", () => {
  it("shows its members, but no name that is a key", () => {
    const view = supernodeView(3);
    expect(supernodePicture(view).members).toMatchObject([{ community: "abc", why: "over UDP" }, {}, {}]);
    const secret = { ...view, communities: view.communities.map((one) => ({ ...one, privacy: "encrypted" as const })) };
    expect(JSON.stringify(supernodePicture(secret))).not.toMatch(/abc|Federation/);
    expect(supernodePicture(supernodeView(1500))).toMatchObject({ left_out: 500 });
  });

  it("lists addresses by number, not by text", () => {
    const leases = supernodeLeases(supernodeView(20));
    expect(leases.map(({ address }) => address).slice(0, 3)).toEqual(["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
    expect(leases[0]).toEqual({
      community: "abc",
      address: "10.0.0.1",
      mac: "02:00:00:00:00:01",
      name: "edge 1",
      state: "in use",
      last_seen: 1_796_039_246,
      until: 0,
    });
  });

  it("shows the addresses that nobody has now apart, and hides the names that are keys there too", () => {
    const until = instant(at + 1000);
    const kept = { isSecret: true, address: "10.0.0.7", state: "kept" as const, description: "gone", until };
    const view = { ...supernodeView(1), leases: [...supernodeView(1).leases, { ...kept, community: "key" }] };
    expect(supernodePicture(view).kept).toMatchObject([{ address: "10.0.0.7", state: "kept", name: "gone", mac: "" }]);
    expect(JSON.stringify([supernodePicture(view), supernodeLeases(view)])).not.toContain("key");
  });

  it("and an edge lists those of its peers in the same form", () => {
    const [lease] = edgeLeases(edgeView());
    expect(Object.keys(lease!).sort()).toEqual(Object.keys(supernodeLeases(supernodeView(1))[0]!).sort());
  });
});

describe("the graph", () => {
  const relayed = peer(3, { path: "relayed" });
  const graph = graphOf(edgePicture(edgeView({ peers: [peer(2), relayed] })));

  it("has relayed peers on the supernode", () => {
    expect(graph.links.map(({ from, to, kind }) => [from, to, kind])).toEqual([
      ["02:00:00:00:00:01", "supernode 192.0.2.1:7654", "registered"],
      ["02:00:00:00:00:01", "02:00:00:00:00:02", "direct"],
      ["supernode 192.0.2.1:7654", "02:00:00:00:00:03", "relayed"],
    ]);
    const ids = new Set(graph.nodes.map(({ id }) => id));
    for (const { from, to } of graph.links) expect(ids.has(from) && ids.has(to)).toBe(true);
  });

  it("has a machine once for each community that it is in, apart from the supernode", () => {
    const picture = supernodePicture(supernodeView(2));
    const [one] = picture.members;
    const same = { ...one!, mac: picture.mac };
    const members = [one!, { ...one!, community: "other" }, same, same];
    const { nodes, links } = graphOf({ ...picture, members });
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(5);
    expect(links.map(({ to }) => to)).toEqual(nodes.slice(1).map(({ id }) => id));
    expect(links.every(({ from }) => from === picture.mac)).toBe(true);
  });

  it("in DOT keeps what peers choose inside its quotation marks", () => {
    const dot = dotOf(graphOf(evil));
    for (const line of dot.split("\n").slice(1, -2))
      expect(line).toMatch(/^ {2}"(\\.|[^"\\])*"( -- "(\\.|[^"\\])*")? \[label="(\\.|[^"\\])*", (shape|style)=\w+\];$/);
  });

  it("as a picture contains no markup of others, and only numbers as places", () => {
    const svg = svgOf(graphOf(evil));
    expect(svg).not.toMatch(/<script|on\w+=|NaN|undefined|\p{Cc}(?<!\n)/u);
    expect(svg.match(/<(\/?)(\w+)/g)!.every((tag) => /^<\/?(svg|g|line|circle|title|text)$/.test(tag))).toBe(true);
    for (const members of [0, 1, 1500])
      expect(svgOf(graphOf(supernodePicture(supernodeView(members))))).not.toContain("NaN");
  });
});

describe("the page", () => {
  it("loads nothing from elsewhere, and has no script or style inside", () => {
    const all = pageHtml + pageFiles.script + pageFiles.style;
    expect(all.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|\/\/[a-z]|@import|url\(/);
    expect(pageHtml).not.toMatch(/ style=|<style| on[a-z]+=|<script(?! src="\/page\.js" defer><\/script>)/);
    expect(pageHeaders["Content-Security-Policy"]).not.toMatch(/unsafe|\*|data:|http/);
  });

  it("never makes markup of text", () => {
    expect(pageFiles.script).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(/);
    expect(() => new Script(pageFiles.script)).not.toThrow();
  });

  it("has every element that its script fills", () => {
    for (const [, name] of pageFiles.script.matchAll(/\bid\("(\w+)"\)/g)) expect(pageHtml).toContain(`id="${name}"`);
  });
});
