import { z } from "zod";
import type { Endpoint } from "../../base/address/endpoint.ts";

/** "10.0.0.1:7654" */
export const socketText = z
  .string()
  .regex(/^[0-9.]+:\d+$/, "must be address:port")
  .transform((text): Endpoint => {
    const [address = "", port] = text.split(":");
    return { address, port: Number(port) };
  });
