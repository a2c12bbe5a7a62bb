import { nat, scenario } from "../harness/index.ts";
import { twoHomes } from "../topologies/two-homes.ts";

type Mode = "request" | "require" | "never" | "default";
type Case = { alice: Mode; bob: Mode | "ntop"; path: "direct" | "relayed" | "none" };

const options = (mode: Case["bob"]) => (mode === "default" || mode === "ntop" ? {} : { n2n: { authenticated: mode } });

const cases: Readonly<Record<string, Case>> = {
  "both-request": { alice: "request", bob: "request", path: "direct" },
  "both-require": { alice: "require", bob: "require", path: "direct" },
  // An edge that requires it accepts nothing else, so pings show that the other one authenticates.
  "require-and-request": { alice: "require", bob: "request", path: "direct" },
  "require-and-default": { alice: "require", bob: "default", path: "direct" },
  "request-and-default": { alice: "request", bob: "default", path: "direct" },
  "require-and-relay-only": { alice: "require", bob: "request", path: "relayed" },
  "require-and-never": { alice: "require", bob: "never", path: "none" },
  "require-and-ntop": { alice: "require", bob: "ntop", path: "none" },
  "request-and-ntop": { alice: "request", bob: "ntop", path: "direct" },
  "default-and-never": { alice: "default", bob: "never", path: "direct" },
};

export default scenario("authenticated", {
  claim: "Our edges authenticate each other's frames; one that requires it has no path to an edge that cannot.",
  cases,
  net: () => twoHomes({ natA: nat.portRestricted, natB: nat.portRestricted }),
  programs: ({ bob }) => (bob === "ntop" ? { bob } : {}),
  between: ({ path }) => ({ a: "alice", b: "bob", path }),

  async run({ sn, alice, bob }, { alice: one, bob: other, path }, check) {
    await sn.startHelper();
    await alice.startNode(options(one));
    await bob.startNode({ ...options(other), peerToPeer: path !== "relayed" });

    if (path !== "none") await check.ping(alice, bob, { within: "20s" });
    await check.path(alice, bob, path, { within: path === "none" ? "10s" : "60s" });
  },
});
