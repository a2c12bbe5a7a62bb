import { seedIn } from "../key-pair.ts";
import type { ByteStream } from "../packet-stream.ts";

/** The part that is used here: https://github.com/holepunchto/hyperdht and blind-relay. */
export interface HyperDhtLibrary {
  readonly HyperDHT: {
    new (options: { bootstrap: readonly string[]; keyPair: KeyPair }): HyperDht;
    bootstrapper(port: number, host: string, options: { bootstrap: readonly string[]; keyPair?: KeyPair }): HyperDht;
    keyPair(seed: Uint8Array): KeyPair;
  };
  readonly relay: {
    Server: new (options: { createStream: (options: object) => unknown }) => {
      accept(stream: SecretStream, options: { id: Buffer }): { on(event: "error", listener: () => void): void };
    };
  };
}

export interface KeyPair {
  readonly publicKey: Buffer;
}

export interface HyperDht {
  ready(): Promise<void>;
  createRawStream(options: object): unknown;
  createServer(
    options: {
      firewall?: (remotePublicKey: Buffer) => boolean;
      relayThrough?: Buffer;
    },
    accept: (stream: SecretStream) => void,
  ): { listen(keyPair: KeyPair): Promise<void> };
  connect(publicKey: Buffer, options: { keyPair: KeyPair; relayThrough?: Buffer }): SecretStream;
  destroy(): Promise<void>;
}

export interface SecretStream extends ByteStream {
  readonly remotePublicKey: Buffer;
  setTimeout(milliseconds: number): void;
  on(event: "data", listener: (bytes: Buffer) => void): unknown;
  on(event: "open" | "drain" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** The library's form of a private key in a PKCS #8 file. */
export const readKeyPair = ({ HyperDHT }: HyperDhtLibrary, file: string): KeyPair => HyperDHT.keyPair(seedIn(file));
