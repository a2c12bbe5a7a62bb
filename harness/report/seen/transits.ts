import { sameEndpoint } from "../../../src/base/address/endpoint.ts";
import type { CapturedPacket } from "../../evidence/evidence.ts";
import type { Journey } from "../../evidence/journeys/journeys.ts";
import type { Transit } from "./router-bindings.ts";

/** What each router on a datagram's way did with it, in order. `routers`: by name. */
export function transitsOf({ hops, origin, end }: Journey, routers: ReadonlyMap<string, unknown>): Transit[] {
  const passed = hops.slice(1).flatMap((after, i) => {
    const before = hops[i]!;
    const isHere = before.node === after.node && routers.has(after.node);
    return isHere && before.direction === "in" && after.direction === "out" ? through(before, after, origin) : [];
  });
  const last = hops.at(-1)!;
  if (end.is !== "refused" || !routers.has(end.by)) return passed;
  const way = { router: end.by, at: last.at, owner: origin, inbound: last.interface === "wan" } as const;
  return [...passed, { ...way, way: "refused", inside: last.from!, outside: last.to!, remote: last.from! }];
}

/** A hairpinned datagram leaves through one mapping and comes in through another (RFC 4787 §6). */
function through(before: CapturedPacket, after: CapturedPacket, owner: string): Transit[] {
  const place = { router: after.node, at: after.at, owner };
  const out: Transit = { ...place, way: "out", inside: before.from!, outside: after.from!, remote: before.to! };
  const into: Transit = { ...place, way: "in", inside: after.to!, outside: before.to!, remote: after.from! };
  if (after.interface === "wan") return [out];
  // With its inside source (RFC 4787 REQ-9a) it uses no mapping of the sender.
  return before.interface === "wan" || sameEndpoint(before.from!, after.from!) ? [into] : [out, into];
}
