import type { Libp2pLibrary } from "./library.ts";

/** Makes the library ignore ICE candidates with these addresses: it would take the tunnel for a way to the peer. */
export function refuseCandidates({ RTCPeerConnection }: Libp2pLibrary, addresses: readonly string[]): void {
  const { prototype } = RTCPeerConnection;
  const add = prototype.addIceCandidate;
  prototype.addIceCandidate = function (candidate) {
    const words = candidate?.candidate?.split(" ") ?? [];
    return words.some((word) => addresses.includes(word)) ? Promise.resolve() : add.call(this, candidate);
  };
}
