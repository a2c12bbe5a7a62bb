import { z } from "zod";

/** What made a stored result. */
export const tool = z.object({ name: z.string(), version: z.string() });

/** `revision`: of the clone that ran, shortened; absent = it was no clone. */
export const toolOfClone = tool.extend({ revision: z.string().optional() });

/** Where it ran. */
export const machine = z.object({ kernel: z.string(), nft: z.string().optional(), node: z.string() });
