import type { Endpoint } from "../../../../src/base/address/endpoint.ts";
import { instant } from "../../../../src/base/instant.ts";
import { seededRandom } from "../../../../src/base/random.ts";
import type { Nat } from "../../../topology/nat/nat.ts";
import { NatModel } from "../../model/model.ts";
import { usualPool } from "../../nft/pool.ts";
import type { PortGuessing } from "../guessing.ts";

const now = instant(0);
const server: Endpoint = { address: "198.18.0.1", port: 7654 };

interface Side {
  readonly nat: NatModel;
  readonly external: string;
  readonly inside: Endpoint;
  readonly announced: Endpoint;
}

function side(middlebox: Nat, n: 1 | 2, seed: number): Side {
  const external = `203.0.113.${n}`;
  // The declared range as a whole, so that as many ports are possible as the oracle assumes.
  const pool = middlebox.translates && middlebox.range ? { ...middlebox.range, size: Infinity } : usualPool;
  const model = new NatModel(middlebox, { external, seed: 2 * seed + n, pool });
  const inside = { address: `10.0.${n}.2`, port: 5000 };
  return { nat: model, external, inside, announced: model.outbound(inside, server, now)! };
}

/**
 * Whether two programs that guess ports in this way find a direct path through two translators: `hidden` has a dependent
 * mapping, `known` has none.
 */
export function punchedByGuessing(hidden: Nat, known: Nat, guesses: PortGuessing, seed: number): boolean {
  const [far, near] = [side(hidden, 1, seed), side(known, 2, seed)];
  if (guesses.kind === "next") {
    for (let i = 0; i < guesses.ports; i++)
      near.nat.outbound(near.inside, { address: far.external, port: far.announced.port + i }, now);
    const source = far.nat.outbound(far.inside, near.announced, now)!;
    return near.nat.inbound(source, near.announced, now) !== undefined && answered(near, source, far);
  }
  const { sockets, probes, range } = guesses;
  for (let i = 1; i <= sockets; i++)
    far.nat.outbound({ ...far.inside, port: far.inside.port + i }, near.announced, now);
  const random = seededRandom(seed);
  for (let i = 0; i < probes; i++) {
    const port = range.first + (random.u32() % (range.last - range.first + 1));
    const to = { address: far.external, port };
    const source = near.nat.outbound(near.inside, to, now)!;
    const inside = far.nat.inbound(source, to, now);
    if (inside !== undefined && answered({ ...far, inside }, source, near)) return true;
  }
  return false;
}

/** Whether what one side sends back to where a packet came from arrives. */
function answered(from: Side, to: Endpoint, at: Side): boolean {
  const source = from.nat.outbound(from.inside, to, now);
  return source !== undefined && at.nat.inbound(source, to, now) !== undefined;
}
