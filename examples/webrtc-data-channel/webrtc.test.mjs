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

test("a data channel is direct between two port-restricted NATs", async () => {
  const net = await homes(nat.portRestricted, nat.portRestricted);
  const { alice, bob } = net.nodes;
  await net.check.path(alice, bob, "direct", { within: "20s" });
  assert.equal((await net.verdict()).verdict, "pass");
});

test("a symmetric NAT reaches a full cone directly: ICE learns the port from what arrives", async () => {
  const net = await homes(nat.symmetric, nat.fullCone);
  const { alice, bob } = net.nodes;
  await net.check.path(alice, bob, "direct", { within: "20s" });
  assert.equal((await net.verdict()).verdict, "pass");
});

test("between two symmetric NATs there is nothing without a TURN server", async () => {
  const net = await homes(nat.symmetric, nat.symmetric);
  const { alice, bob } = net.nodes;
  await assert.rejects(net.check.path(alice, bob, "direct", { within: "10s" }), (error) => {
    assert.ok(error instanceof ClaimNotMet);
    assert.match(error.message, /alice ⇄ bob direct within 10s/);
    return true;
  });
});
