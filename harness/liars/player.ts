import type { Endpoint } from "../../src/base/address/endpoint.ts";
import type { Random } from "../../src/base/random.ts";
import type { EdgeConfig } from "../../src/edge/config.ts";
import { Edge } from "../../src/edge/machine.ts";
import type { EdgeMachine } from "../sim/edge-program.ts";
import { ForwardingNode } from "./forwarder.ts";
import type { Exhibit } from "./exhibit.ts";
import { Liar } from "./liar.ts";
import type { Player } from "./story.ts";

/** The program of a player, as a machine for both worlds. `relay`: the supernode's socket. */
export function playerMachine(
  exhibit: Exhibit,
  who: Player,
  sockets: Readonly<Record<Player, Endpoint>>,
  relay: Endpoint,
  config: EdgeConfig,
  random: Random,
): EdgeMachine {
  const { alice, bob, carol: helper } = sockets;
  if (who === "carol") return new ForwardingNode([alice, bob], config);
  const own = exhibit.ways(who, (n) => random.bytes(n), { helper, peer: who === "alice" ? bob : alice });
  return new Liar(new Edge(config, random), relay, own);
}
