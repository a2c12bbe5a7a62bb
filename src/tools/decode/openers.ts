import { sameBytes } from "../../base/bytes.ts";
import type { Random } from "../../base/random.ts";
import { headerCipher } from "../../seal/header.ts";
import type { Stamp } from "../../seal/stamps/stamp.ts";
import { communityField } from "../community-field.ts";
import type { Keys } from "./keys.ts";

/** A datagram without its header encryption. */
export interface PlainDatagram {
  readonly headerEncryption: "none" | "static" | "dynamic" | "federation";
  readonly packet: Uint8Array;
  readonly stamp?: Stamp;
  /** The hash after the encrypted packet in user/password mode (fact sheet §9.4). */
  readonly outerHash?: Uint8Array;
}

export type Opener = (bytes: Uint8Array) => PlainDatagram | undefined;

const outerHashBytes = 16;
const neverAsked: Random = { bytes: (count) => new Uint8Array(count), u32: () => 0 };

/** All ways to open a header with these keys, the most reliable first. */
export function openers(keys: Keys): readonly Opener[] {
  const names = keys.communities.flatMap((name) => communityField(name) ?? []);
  return [
    ...names.flatMap((name) => keys.dynamicKeys.map((secret) => opener("dynamic", name, secret))),
    ...names.map((name) => opener("static", name, name)),
    ...(keys.users.length > 0 ? names.map((name) => behindOuterHash(opener("static", name, name))) : []),
    ...federationOpeners(keys.federation),
  ];
}

function opener(headerEncryption: "static" | "dynamic" | "federation", name: Uint8Array, secret: Uint8Array): Opener {
  const cipher = headerCipher(name, neverAsked, { secret });
  return (bytes) => {
    const opened = cipher.open(bytes);
    return opened && { headerEncryption, ...opened };
  };
}

function behindOuterHash(open: Opener): Opener {
  return (bytes) => {
    const opened = open(bytes.subarray(0, -outerHashBytes));
    return opened && { ...opened, outerHash: bytes.subarray(-outerHashBytes) };
  };
}

/**
 * Of supernodes among themselves (§11.6): `-F` keeps the key of the default name and leaves the default's last bytes
 * after a shorter name (§9.5); with the environment variable, name and key match.
 */
function federationOpeners(name: string): readonly Opener[] {
  const [given, usual] = [communityField(`*${name}`)!, communityField("*Federation")!];
  const overwritten = Uint8Array.from(usual);
  overwritten.set(given.subarray(0, given.indexOf(0) + 1));
  const ways: [Uint8Array, Uint8Array][] = [
    [overwritten, usual],
    [given, given],
  ];
  return ways
    .filter(([field, secret], i) => i === 0 || !sameBytes(field, secret) || !sameBytes(given, usual))
    .map(([field, secret]) => opener("federation", field, secret));
}
