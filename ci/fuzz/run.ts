import { hex } from "../../src/base/bytes.ts";
import { seededRandom } from "../../src/base/random.ts";
import { loadZstd } from "../../src/seal/compression/zstd.ts";
import { corpus } from "./corpus.ts";
import { decoders } from "./decoders.ts";
import { mutate } from "./mutate.ts";
import { FuzzWorld } from "./world.ts";

export interface Failure {
  /** From 0; the same seed fails at the same one again. */
  readonly at: number;
  readonly target: string;
  readonly datagram: string;
  readonly error: string;
}

/**
 * `count` mutated datagrams, each to one decoder and to one machine. Ends at the first failure; the machines must not be
 * used after that. `look`: called every 100,000.
 */
export async function fuzz(
  count: number,
  seed: number,
  look: (done: number) => void = () => undefined,
): Promise<Failure | undefined> {
  const random = seededRandom(seed);
  const known = corpus();
  const targets = Object.entries(decoders(await loadZstd()));
  const world = new FuzzWorld(random);
  const pick = <T>(all: readonly T[]): T => all[random.u32() % all.length]!;
  for (let at = 0; at < count; at++) {
    const heard = pick(world.said.length > 0 && random.u32() % 2 === 0 ? world.said : known) ?? known[0]!;
    const datagram = mutate(heard, pick(known), random);
    const [name, target] = pick(targets);
    const failed = await attempt(at, name, datagram, () => target(datagram));
    if (failed !== undefined) return failed;
    const broken = await attempt(at, "machine", datagram, () => {
      world.attack(datagram);
      if (at % 1000 === 0) world.check();
    });
    if (broken !== undefined) return broken;
    if ((at + 1) % 100_000 === 0) look(at + 1);
  }
  return undefined;
}

async function attempt(
  at: number,
  target: string,
  datagram: Uint8Array,
  deed: () => void | Promise<void>,
): Promise<Failure | undefined> {
  const given = hex(datagram);
  try {
    await deed();
    return undefined;
  } catch (error) {
    return { at, target, datagram: given, error: (error as Error).stack ?? String(error) };
  }
}
