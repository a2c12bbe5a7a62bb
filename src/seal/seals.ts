import { openGcm, sealGcm } from "./authenticated.ts";
import { challengeWith, dynamicKey } from "./challenge.ts";
import { compress, decompress } from "./compression/compression.ts";
import { headerCipher } from "./header.ts";
import { sharedSecret } from "./user-key.ts";

/**
 * Everything that machines do with keys and user data, apart from the transform, so that a recording of a machine can
 * keep the results and leave the secrets out. The ciphers themselves are `theSeals`.
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
