import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { CannotBind, kernelSocket } from "../../nat/probe/kernel-socket.ts";
import { dialKernel } from "../../nat/probe/kernel-tcp.ts";
import type { ProbeSocket, ProbeSockets } from "../../nat/probe/sockets.ts";
import { LabError } from "../lab-error.ts";
import type { Namespaces } from "./namespaces.ts";

/** The NAT prober's sockets in the nodes of this laboratory. */
export function nodeSockets(namespaces: Namespaces): ProbeSockets {
  return {
    open: async (node, address, port, peer) => namespaces.inside(node, () => labSocket({ address, port }, peer)),
    dial: async (node, to, timeoutMs) => namespaces.inside(node, () => dialKernel(to, timeoutMs)),
  };
}

function labSocket(at: Endpoint, peer?: Endpoint): ProbeSocket {
  try {
    return kernelSocket(at, peer);
  } catch (error) {
    if (!(error instanceof CannotBind)) throw error;
    throw new LabError(error.message, { output: (error.cause as Error).message });
  }
}
