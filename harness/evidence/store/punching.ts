import { z } from "zod";

const portRange = z.object({ first: z.number(), last: z.number() });

/** How a program finds direct paths, in evidence.json. */
export const storedPunching = z.object({
  answersObserved: z.boolean(),
  guessesPorts: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("next"), ports: z.number() }),
      z.object({ kind: z.literal("random"), sockets: z.number(), probes: z.number(), range: portRange }),
    ])
    .optional(),
  tcpRelay: z.literal(true).optional(),
});
