import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { ClaimNotMet, host, lab, nat, router } from "n2n-natlab";

const node = (file) => `${process.execPath} ${join(import.meta.dirname, file)}`;
const programs = {
  sn: { command: node("rendezvous.mjs") },
  alice: { command: `pipe: ${node("peer.mjs")}` },
  bob: { command: `pipe: ${node("peer.mjs")}` },
};

/** alice and bob behind these NATs, with everything started. */
async function homes(natA, natB) {
  const net = await lab(
    {
      sn: host({ link: { delay: "5ms" } }),
      homeA: router({ nat: natA, link: { delay: "10ms" }, lan: { alice: host() } }),
      homeB: router({ nat: natB, link: { delay: "10ms" }, lan: { bob: host() } }),
    },
    { programs },
  );
  after(() => net.close());
  const { sn, alice, bob } = net.nodes;
  await sn.startHelper();
  await Promise.all([alice.startNode(), bob.startNode()]);
  return net;
}

test("a hole is punched between two port-restricted NATs, and survives a reboot of one", async () => {
  const net = await homes(nat.portRestricted, nat.portRestricted);
  const { alice, bob, homeB } = net.nodes;
  await net.check.path(alice, bob, "direct", { within: "10s" });
  await homeB.reboot();
  await net.check.recovery(alice, bob, { within: "10s", path: "direct" });
  assert.equal((await net.verdict()).verdict, "pass");
});

test("a symmetric NAT reaches a full cone directly, as its port is learned from what arrives", async () => {
  const net = await homes(nat.symmetric, nat.fullCone);
  const { alice, bob } = net.nodes;
  await net.check.path(alice, bob, "direct", { within: "10s" });
  assert.equal((await net.verdict()).verdict, "pass");
});

test("between two symmetric NATs the rendezvous forwards, and nothing is direct", async () => {
  const net = await homes(nat.symmetric, nat.symmetric);
  const { alice, bob } = net.nodes;
  await assert.rejects(net.check.path(alice, bob, "direct", { within: "5s" }), (error) => {
    assert.ok(error instanceof ClaimNotMet);
    assert.match(error.message, /alice ⇄ bob direct within 5\.0s\nobserved +\d+ via sn/);
    return true;
  });
});
