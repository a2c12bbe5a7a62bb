import { nat, scenario } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

type Wish = "wished" | "required" | "never" | "default";
type Case = { alice: Wish; bob: Wish | "ntop"; path: "direct" | "relayed" | "none" };

const options = (wish: Case["bob"]) => (wish === "default" || wish === "ntop" ? {} : { authenticated: wish });

const cases: Readonly<Record<string, Case>> = {
  "both-wished": { alice: "wished", bob: "wished", path: "direct" },
  "both-required": { alice: "required", bob: "required", path: "direct" },
  // Whoever requires it takes nothing else: pings show that the other one seals so.
  "required-and-wished": { alice: "required", bob: "wished", path: "direct" },
  "required-and-default": { alice: "required", bob: "default", path: "direct" },
  "wished-and-default": { alice: "wished", bob: "default", path: "direct" },
  "required-and-relay-only": { alice: "required", bob: "wished", path: "relayed" },
  "required-and-never": { alice: "required", bob: "never", path: "none" },
  "required-and-ntop": { alice: "required", bob: "ntop", path: "none" },
  "wished-and-ntop": { alice: "wished", bob: "ntop", path: "direct" },
  "default-and-never": { alice: "default", bob: "never", path: "direct" },
};

export default scenario("authenticated", {
  claim: "Our edges authenticate each other's frames; one that requires it has no path to an edge that cannot.",
  cases,
  net: () => twoHomes({ natA: nat.portRestricted, natB: nat.portRestricted }),
  programs: ({ bob }) => (bob === "ntop" ? { bob } : {}),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { alice: one, bob: other, path }, check) {
    await sn.startSupernode();
    await alice.startEdge(options(one));
    await bob.startEdge({ ...options(other), peerToPeer: path !== "relayed" });

    if (path !== "none") await check.ping(alice, bob, { within: "20s" });
    await check.path(alice, bob, path, { within: path === "none" ? "10s" : "60s" });
  },
});
