import { datapathContract } from "../testing/contract.ts";
import { MemoryDatapath } from "./memory.ts";

datapathContract(
  "memory",
  async () => {
    const datapath = new MemoryDatapath();
    const endpoint = { address: "198.51.100.7", port: 7777 };
    return {
      datapath,
      far: {
        endpoint,
        send: (bytes) => queueMicrotask(() => datapath.receive({ remote: endpoint, bytes })),
        received: () => datapath.sent.filter(({ remote }) => remote === endpoint).map(({ bytes }) => bytes),
      },
      host: {
        send: (frame) => queueMicrotask(() => datapath.readFrames(frame)),
        received: () => datapath.delivered,
      },
      close: async () => undefined,
    };
  },
  { tap: true },
);
