import type { Transform } from "./transform.ts";

/** Payloads in clear (transform id 1). */
export function nullTransform(): Transform {
  return { name: "null", id: 1, overhead: 0, seal: (plain) => plain, open: (sealed) => sealed };
}
