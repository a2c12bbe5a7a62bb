import { z } from "zod";
import { hexText } from "./check.ts";
import { socketText } from "./socket-text.ts";

const received = z.array(z.object({ at: z.string(), hex: hexText }));

const datagramStep = z.object({
  note: z.string(),
  from: z.string(),
  hex: hexText,
  stamp: hexText.optional(),
  received,
});

const tcpStep = z.object({
  note: z.string(),
  tcp_writes: z.array(hexText),
  tcp_received: hexText,
  closed_by_supernode: z.boolean().default(false),
  udp_received: received.default([]),
});

export type DatagramStep = z.infer<typeof datagramStep>;
export type TcpStep = z.infer<typeof tcpStep>;
export type ReceivedDatagrams = z.infer<typeof received>;

const scenario = z.object({
  name: z.string(),
  supernode_args: z.array(z.string()),
  community_file: z.string().optional(),
  steps: z.array(z.union([datagramStep, tcpStep])),
});

export const supernodeFormat = z.object({
  endpoints: z.record(z.string(), socketText),
  supernode: socketText,
  scenarios: z.array(scenario),
});

export type SupernodeScenario = z.infer<typeof scenario>;
