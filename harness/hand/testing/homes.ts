import { host, router, topology } from "../../topology/builders.ts";

/** Three routers, one behind another, the last built as another NAT than declared. */
export const homes = topology("nets", {
  sn: host(),
  homeA: router({ nat: "home", lan: { inner: router({ nat: "home", lan: { alice: host() } }) } }),
  homeB: router({ nat: "home", builtAs: "full-cone", lan: { bob: host() } }),
});
