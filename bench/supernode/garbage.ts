import { seededRandom, type Random } from "../../src/base/random.ts";
import { encode } from "../../src/wire/codec.ts";
import type { FieldText, Message } from "../../src/wire/message.ts";
import type { Mac } from "../../src/base/address/mac.ts";
import { mutate } from "../../ci/fuzz/mutate.ts";
import { communityOf, macOf } from "./population.ts";

const longest = 2000;

/**
 * Half of it random bytes, half of it mutated messages of an attacker who knows the communities and their MAC
 * addresses, but no edge's token.
 */
export function garbage(count: number, seed: number): readonly Uint8Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    if (i % 2 === 0) return random.bytes(random.u32() % longest);
    return mutate(encode(message(random)), encode(message(random)), random);
  });
}

function message(random: Random): Message {
  const victim = random.u32() % 500;
  const common = { ttl: 2, fromSupernode: false, community: communityOf(victim) } as const;
  const [source, target] = ["02:66:66:66:66:66" as Mac, macOf(victim)];
  const auth = { scheme: 1, token: random.bytes(16) };
  const address = { address: "10.66.66.66", prefix: 8 };
  const description = "garbage" as FieldText;
  const kinds: readonly Message[] = [
    { type: "REGISTER_SUPER", ...common, cookie: 1, edge: target, address, description, auth, keyTime: 0 },
    { type: "REGISTER_SUPER", ...common, cookie: 1, edge: source, address, description, auth, keyTime: 0 },
    { type: "UNREGISTER_SUPER", ...common, auth, source: target },
    { type: "QUERY_PEER", ...common, source, target, aflags: 0 },
    { type: "REGISTER", ...common, cookie: 0x1000, source, destination: target, address, description },
    {
      type: "PACKET",
      ...common,
      source: target,
      destination: macOf(victim + 1),
      compression: 1,
      transform: 1,
      payload: random.bytes(random.u32() % 1400),
    },
    { type: "RE_REGISTER_SUPER", ...common },
  ];
  return kinds[random.u32() % kinds.length]!;
}
