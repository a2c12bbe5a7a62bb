import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { BoundDatapath } from "../beside-ipv6.ts";
import { settings, type Bench } from "./contract.ts";
import { packetSocket } from "./network.ts";

/** A datapath bound to 127.0.0.1, with a program on the loopback device and a raw socket on its TAP. */
export async function tapBench(datapath: BoundDatapath): Promise<Bench> {
  const far = createSocket("udp4").bind(0, "127.0.0.1");
  await once(far, "listening");
  const heard: Uint8Array[] = [];
  far.on("message", (bytes) => heard.push(bytes));
  let tap: ReturnType<typeof packetSocket> | undefined;
  const open = () => (tap ??= packetSocket(settings.device));
  const openTap = datapath.openTap.bind(datapath);
  datapath.openTap = async (wanted) => {
    await openTap(wanted);
    open();
  };
  return {
    datapath,
    far: {
      endpoint: { address: "127.0.0.1", port: far.address().port },
      send: (bytes) => far.send(bytes, datapath.local!.port, "127.0.0.1"),
      received: () => heard,
    },
    host: { send: (frame) => open().send(frame), received: () => open().received() },
    close: async () => {
      far.close();
      tap?.close();
    },
  };
}
