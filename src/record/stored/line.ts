import { z } from "zod";
import { formatVersion } from "../format.ts";
import { countSchema, hexTextSchema, packed } from "./fields.ts";

export const opening = z.strictObject({
  recording: z.literal(formatVersion),
  program: z.enum(["edge", "supernode"]),
  version: z.string().max(64),
  node: z.string().max(64),
  datapath: z.enum(["portable", "fast", "tcp"]),
  payloads: z.enum(["heads", "whole"]),
  at: z.number(),
  config: z.unknown(),
});

const size = z.int().min(0).max(65_535);
const header = z.strictObject({ by: z.string(), stamp: z.string().regex(/^[0-9a-f]{16}$/), packet: packed });
const drawn = z.union([
  z.tuple([z.literal("number"), z.int().min(0).max(0xffff_ffff)]),
  z.tuple([z.enum(["bytes", "token", "answer", "outer hash"]), hexTextSchema]),
  z.tuple([z.enum(["agreed", "dynamic key"]), hexTextSchema.nullable()]),
  z.tuple([z.enum(["payload", "compressed"]), size.nullable()]),
  z.tuple([z.enum(["authentic", "frame"]), packed.nullable()]),
  z.tuple([z.literal("header"), header]),
]);

export const eventLine = z.strictObject({
  event: z.int().min(1),
  at: z.number(),
  in: z.unknown(),
  drew: z.array(drawn),
  actions: countSchema,
  wake: z.number().optional(),
  bug: z.string().optional(),
});

export const actionLine = z.strictObject({ action: z.looseObject({ kind: z.string() }) });
export const gapLine = z.strictObject({ gap: z.int().min(1) });
export const endLine = z.strictObject({ end: z.enum(["stopped", "limit", "bug", "names", "broken"]) });
