import { milliseconds } from "../../src/base/instant.ts";
import type { NatProof } from "../evidence/evidence.ts";
import { probePlans } from "../lab/probe-place.ts";
import { measureNat, type ProbePlace } from "../nat/measure/measure.ts";
import type { Network } from "./network/network.ts";
import { SimProbeSockets } from "./probe-sockets.ts";

export interface ProofOptions extends Pick<ProbePlace, "depth" | "lifetime"> {
  /** 0 = before a story, 1 = after it. */
  readonly round?: 0 | 1;
}

/** Measures the NATs as the laboratory does, from the same places with the same prober, one after the other. */
export async function proveSimNats(network: Network, { round = 0, ...depth }: ProofOptions = {}): Promise<NatProof[]> {
  const sockets = new SimProbeSockets(network);
  const { random, cables, state } = network;
  const proofs: NatProof[] = [];
  cables.passThrough = true;
  for (const { router, declared, place, family } of probePlans(state, 0, { round })) {
    const { inside, servers, insidePorts, wait, reach } = place;
    const probing = {
      inside,
      servers,
      reach,
      ...(insidePorts && { insidePorts }),
      random,
      wait: milliseconds(wait),
      ...depth,
    };
    const measured = await sockets.during(measureNat(sockets, probing));
    proofs.push({ router, declared, measured, ...(family && { family }) });
  }
  cables.passThrough = false;
  return proofs;
}
