import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { seededRandom, type Random } from "../../../src/base/random.ts";
import type { SupernodeAction } from "../../../src/supernode/action.ts";
import type { SupernodeEvent } from "../../../src/supernode/event.ts";
import { Supernode } from "../../../src/supernode/machine.ts";
import type { CommunityName } from "../../../src/wire/message.ts";
import { SimProgram } from "../program.ts";
import { simSupernodeConfig } from "../programs.ts";
import type { CrowdParts } from "./crowd-edge.ts";
import { seedOf } from "./seed-of.ts";

/** A supernode of the crowd, in a federation with the others. */
export class CrowdSupernode {
  readonly #name: string;
  readonly #at: Endpoint;
  readonly #others: readonly Endpoint[];
  readonly #ground: Omit<CrowdParts, "makeEdge">;
  readonly #random: Random;
  #machine: Supernode | undefined;
  #program: SimProgram<SupernodeEvent, SupernodeAction> | undefined;

  constructor(name: string, at: Endpoint, others: readonly Endpoint[], ground: Omit<CrowdParts, "makeEdge">) {
    this.#name = name;
    this.#at = at;
    this.#others = others;
    this.#ground = ground;
    this.#random = seededRandom(seedOf(ground.seed, name));
  }

  start(): void {
    const { queue, internet } = this.#ground;
    const federation = { name: "*natlab" as CommunityName, keys: "name", members: this.#others, learn: false } as const;
    const config = simSupernodeConfig(this.#random, {});
    const limits = { ...config.limits, communities: 4096 };
    this.#machine = new Supernode({ ...config, limits, federation }, this.#random);
    const program = new SimProgram<SupernodeEvent, SupernodeAction>(
      this.#machine,
      (action) => this.#perform(action),
      { kind: "tick" },
      queue,
    );
    this.#program = program;
    internet.serve(this.#name, this.#at, (from, bytes) => {
      program.feed({ kind: "datagram", from, to: this.#at, bytes });
    });
    program.feed({ kind: "start" });
  }

  crash(): void {
    this.#program?.end();
    this.#ground.internet.unserve(this.#at);
    this.#program = this.#machine = undefined;
  }

  tables(): { readonly community: string; readonly edges: number }[] {
    const communities = this.#machine?.status().communities ?? [];
    return communities.map(({ name, edges }) => ({ community: name, edges: edges.length }));
  }

  #perform(action: SupernodeAction): void {
    if (action.kind !== "send") return;
    const { to, bytes } = action;
    this.#ground.internet.fromServer(this.#at, { sender: this.#name, to, bytes });
  }
}
