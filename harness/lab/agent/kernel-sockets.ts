import type { Endpoint } from "../../../src/base/endpoint.ts";
import { CannotBind, kernelSocket } from "../../nat/kernel-socket.ts";
import type { ProbeSocket, ProbeSockets } from "../../nat/probe-sockets.ts";
import { LabError } from "../lab-error.ts";
import type { Namespaces } from "./namespaces.ts";

/** The NAT prober's sockets in the nodes of this laboratory. */
export function kernelSockets(namespaces: Namespaces): ProbeSockets {
  return {
    open: async (node, address, port) => namespaces.inside(node, () => labSocket({ address, port })),
  };
}

function labSocket(at: Endpoint): ProbeSocket {
  try {
    return kernelSocket(at);
  } catch (error) {
    if (!(error instanceof CannotBind)) throw error;
    throw new LabError(error.message, { output: (error.cause as Error).message });
  }
}
