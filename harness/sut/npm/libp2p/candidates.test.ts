import { expect, it } from "vitest";
import { refuseCandidates } from "./candidates.ts";
import type { Libp2pLibrary, RtcPeerConnection } from "./library.ts";

it("ignores candidates in the tunnel, and no other", async () => {
  const added: unknown[] = [];
  const prototype: RtcPeerConnection = { addIceCandidate: async (candidate) => void added.push(candidate) };
  refuseCandidates({ RTCPeerConnection: { prototype } } as unknown as Libp2pLibrary, ["10.77.0.2", "10.77.0.3"]);
  const at = (address: string) => ({ candidate: `a=candidate:1 1 UDP 2114977791 ${address} 40000 typ host` });
  for (const candidate of [at("10.77.0.3"), at("10.77.0.30"), at("198.18.2.1"), null, undefined])
    await prototype.addIceCandidate(candidate);
  expect(added).toEqual([at("10.77.0.30"), at("198.18.2.1"), null, undefined]);
});
