import { milliseconds } from "../../src/base/instant.ts";
import type { NatProof } from "../evidence/evidence.ts";
import { probePlans } from "../lab/probe-place.ts";
import { measureNat } from "../nat/measure.ts";
import type { Network } from "./network.ts";
import { SimProbeSockets } from "./probe-sockets.ts";

/** Measures the NATs as the laboratory does, from the same places with the same prober, one after the other. */
export async function proveNats(network: Network): Promise<NatProof[]> {
  const sockets = new SimProbeSockets(network);
  const { random, cables, state } = network;
  const proofs: NatProof[] = [];
  cables.passThrough = true;
  for (const { router, declared, place } of probePlans(state, 0)) {
    const { inside, servers, wait } = place;
    const probing = measureNat(sockets, { inside, servers, random, wait: milliseconds(wait) });
    proofs.push({ router, declared, measured: await sockets.during(probing) });
  }
  cables.passThrough = false;
  return proofs;
}
