import { type Endpoint, endpointKey } from "../../src/base/address/endpoint.ts";
import { after, type Instant, instant, milliseconds, seconds } from "../../src/base/instant.ts";
import type { Mac } from "../../src/base/address/mac.ts";
import type { Random } from "../../src/base/random.ts";
import type { EdgeConfig } from "../../src/edge/config.ts";
import { Edge } from "../../src/edge/machine.ts";
import { tuned as edgeTuned } from "../../src/edge/timing.ts";
import { type HeaderCipher, headerCipher } from "../../src/seal/header.ts";
import { StampIssuer } from "../../src/seal/stamps/stamp.ts";
import { federationPrivateKey, publicKey } from "../../src/seal/user-key.ts";
import { communityField } from "../../src/tools/community-field.ts";
import { makeTransform } from "../../src/seal/ciphers/make-transform.ts";
import type { Transform } from "../../src/seal/ciphers/transform.ts";
import { parseCommunityList } from "../../src/supernode/access/community-list.ts";
import type { SupernodeConfig } from "../../src/supernode/config.ts";
import { Supernode } from "../../src/supernode/machine.ts";
import type { CommunityName, FieldText } from "../../src/wire/message.ts";

const supernodes: readonly Endpoint[] = [1, 2].map((host) => ({ address: `198.51.100.${host}`, port: 7654 }));
const strangers: readonly Endpoint[] = [
  ...[1, 2, 3].map((host) => ({ address: `203.0.113.${host}`, port: 50_000 + host })),
  { address: "2001:db8::7", port: 7 },
  { address: "127.0.0.1", port: 7654 },
  { address: "0.0.0.0", port: 0 },
];
const list = "hiddencomm\nuserpwnet\n* logan nHWum+r42k1qDXdIeH-WFKeylK5UyLStRzxofRNAgpG\nnet[0-9]+\n";
const federationPublicKey = publicKey(federationPrivateKey("fuzz"));
const limits = { communities: 32, edgesPerCommunity: 64, edgeLifetime: seconds(60) };
const listed = 2;

interface Node {
  readonly at: Endpoint;
  readonly machine: Edge | Supernode;
}

/**
 * Edges and supernodes that talk to each other in virtual time while a stranger sends them mutated copies of all that was
 * ever said. Memory stays bounded and nothing throws: `check` says so, or throws.
 */
export class FuzzWorld {
  #now: Instant = instant(1_800_000_000_000);
  readonly #random: Random;
  readonly #nodes: readonly Node[];
  readonly #stamps = new StampIssuer();
  readonly #member: HeaderCipher;
  #under: { readonly from: Endpoint; readonly to: Endpoint; readonly bytes: Uint8Array }[] = [];
  /** The latest datagrams of the machines, for the stranger. */
  readonly said: Uint8Array[] = [];

  constructor(random: Random) {
    this.#random = random;
    this.#member = headerCipher(communityField("hiddencomm")!, random);
    this.#nodes = [
      ...supernodes.map((at, i) => ({ at, machine: new Supernode(supernodeConfig(i), random) })),
      ...edgeConfigs(random).map((config, i) => ({ at: edgeAt(i), machine: new Edge(config, random) })),
    ];
    for (const node of this.#nodes) this.#feed(node, { kind: "start" });
  }

  /** A stranger, or somebody in another's name, or a member that hides headers, sends this to somebody. */
  attack(bytes: Uint8Array): void {
    const pick = <T>(all: readonly T[]): T => all[this.#random.u32() % all.length]!;
    const known = this.#nodes.map(({ at }) => at);
    const from = pick(this.#random.u32() % 4 === 0 ? strangers : known);
    const hidden = bytes.length >= 24 && this.#random.u32() % 4 === 0;
    const sent = hidden ? this.#member.seal(bytes, this.#stamps.issue(this.#now)) : bytes;
    this.#feed(pick(this.#nodes), { kind: "datagram", from, bytes: sent });
    this.#pass();
  }

  check(): void {
    for (const { machine } of this.#nodes) {
      if (machine instanceof Edge) atMost("peers of an edge", machine.status().peers.length, edgeTuned.peersMax);
      else {
        const { communities } = machine.status();
        atMost("communities", communities.length, limits.communities + listed + 1);
        for (const { edges } of communities) atMost("edges", edges.length, limits.edgesPerCommunity);
      }
      const wake = machine.nextWake();
      if (wake !== undefined && Number.isNaN(wake)) throw new Error("a wake-up at no time");
    }
    atMost("datagrams under way", this.#under.length, tuned.underWay);
  }

  #pass(): void {
    const most = this.#random.u32() % tuned.pass;
    const arriving = this.#under.splice(0, tuned.deliver);
    for (const { from, to, bytes } of arriving) {
      const node = this.#nodes.find(({ at }) => endpointKey(at) === endpointKey(to));
      if (node !== undefined) this.#feed(node, { kind: "datagram", from, bytes });
    }
    this.#now = after(this.#now, milliseconds(most));
    for (const node of this.#nodes) {
      const wake = node.machine.nextWake();
      if (wake !== undefined && wake <= this.#now) this.#feed(node, { kind: "tick" });
    }
  }

  #feed({ at, machine }: Node, event: Parameters<Edge["handle"]>[0] & Parameters<Supernode["handle"]>[0]): void {
    for (const action of machine.handle(event, this.#now)) {
      if (action.kind !== "send") continue;
      this.said[this.#random.u32() % tuned.remembered] = action.bytes;
      if (this.#under.length < tuned.underWay) this.#under.push({ from: at, to: action.to, bytes: action.bytes });
    }
  }
}

/** `deliver`: so few that the stranger's datagrams are the most of what a machine gets. `pass`: milliseconds. */
const tuned = { remembered: 256, underWay: 64, deliver: 2, pass: 40 } as const;

function atMost(what: string, count: number, most: number): void {
  if (count > most) throw new Error(`${count} ${what}, more than ${most}`);
}

const edgeAt = (index: number): Endpoint => ({ address: `203.0.113.${10 + index}`, port: 50_010 + index });

function supernodeConfig(index: number): SupernodeConfig {
  return {
    mac: `02:5e:00:00:00:0${index + 1}` as Mac,
    version: "fuzz" as FieldText,
    addressRange: { first: "10.128.0.0", last: "10.128.255.0", prefix: 24 },
    spoofingProtection: true,
    limits,
    ...(index === 1 && { communities: parseCommunityList(list, "list") }),
    federation: {
      name: "*fuzz" as CommunityName,
      keys: "name",
      members: supernodes.filter((_, i) => i !== index),
      learn: true,
    },
  };
}

function edgeConfigs(random: Random): readonly EdgeConfig[] {
  const edge = (
    index: number,
    community: string,
    transform: Transform["name"],
    more: Partial<EdgeConfig>,
  ): EdgeConfig => ({
    community: community as CommunityName,
    description: `edge ${index}` as FieldText,
    mac: `02:00:00:00:00:0${index}` as Mac,
    address: index === 1 ? "auto" : { address: `10.9.0.${index}`, prefix: 24 },
    supernodes: supernodes.map(({ address, port }) => ({ host: address, port })),
    transform: makeTransform(transform, "secret", random),
    registerEvery: seconds(20),
    peerToPeer: true,
    routing: index === 2,
    acceptMulticast: index === 2,
    localDiscovery: true,
    ...more,
  });
  return [
    edge(1, "mynetwork", "null", {}),
    edge(2, "mynetwork", "aes", { compression: 2, filter: ["0.0.0.0/0,0.0.0.0/0:22,TCP-"] }),
    edge(3, "hiddencomm", "chacha20", { headerEncryption: true, portGuess: 3, selection: "rtt" }),
    edge(4, "userpwnet", "speck", { user: { name: "logan", password: "007", federationPublicKey } }),
  ];
}
