import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Mac } from "../../../src/base/address/mac.ts";
import type { Seen } from "../network/capture-log.ts";
import { readFrame } from "./frames.ts";
import type { Network } from "../network/network.ts";
import { OverlayStack } from "./stack.ts";

export const overlayDevice = "n2n0";

/** The TAP between a host's stack and its edge. Both ways are captured, as tcpdump on the device would. */
export class OverlayDevice {
  readonly stack: OverlayStack;
  readonly #capture: (direction: "in" | "out", frame: Uint8Array) => void;

  /** `toEdge` gets what the host sends into the device. */
  constructor(node: string, mac: Mac, address: string, network: Network, toEdge: (frame: Uint8Array) => void) {
    const { queue, log } = network;
    this.#capture = (direction, frame) => log.add(node, overlayDevice, direction, seenAs(frame), queue.now);
    this.stack = new OverlayStack(mac, address, {
      now: () => queue.now,
      after: (wait, run) => queue.after(wait, run),
      send: (frame) => {
        this.#capture("out", frame);
        toEdge(frame);
      },
    });
  }

  /** A frame from the edge. */
  deliver(frame: Uint8Array): void {
    this.#capture("in", frame);
    this.stack.receive(frame);
  }
}

const nothing = new Uint8Array(0);

function seenAs(bytes: Uint8Array): Seen {
  const frame = readFrame(bytes);
  if (frame === undefined) return { protocol: "other", payload: nothing };
  if (frame.kind === "arp") return { protocol: "arp", payload: nothing };
  const { source, destination, message, request, id, sequence } = frame;
  return {
    protocol: "icmp",
    from: portless(source),
    to: portless(destination),
    payload: message,
    echo: { request, id, sequence },
  };
}

const portless = (address: string): Endpoint => ({ address, port: 0 });
