import { openGcm, sealGcm } from "./authenticated.ts";
import { challengeWith, dynamicKey } from "./challenge.ts";
import { compress, decompress } from "./compression/compression.ts";
import { headerCipher } from "./header.ts";
import { sharedSecret } from "./user-key.ts";

/**
 * What machines do with keys, and with what users send, beside the transform: all of it passes here, so that a recording
 * of a machine can keep the answers and leave the secrets out. The ciphers themselves are `theSeals`.
 */
export interface Seals {
  readonly headerCipher: typeof headerCipher;
  readonly challengeWith: typeof challengeWith;
  readonly sharedSecret: typeof sharedSecret;
  readonly dynamicKey: typeof dynamicKey;
  readonly sealGcm: typeof sealGcm;
  readonly openGcm: typeof openGcm;
  readonly compress: typeof compress;
  readonly decompress: typeof decompress;
}

export const theSeals: Seals = {
  headerCipher,
  challengeWith,
  sharedSecret,
  dynamicKey,
  sealGcm,
  openGcm,
  compress,
  decompress,
};
