import { lastError } from "../../libc.ts";
import { sendmmsg } from "./system-calls.ts";

/** The kernel's errors if it cannot split a message: no checksum offload, a path MTU below the datagrams' size. */
const cannotSegment = new Set(["EINVAL", "EIO", "EMSGSIZE"]);

/**
 * Sends messages; `address`: of the first struct mmsghdr. Returns how many the kernel accepted, or why not even the
 * first.
 */
export function sendMessages(socket: number, address: number, count: number): number | "cannot-segment" | "refused" {
  const sent = sendmmsg(socket, address, count, 0);
  if (sent > 0) return sent;
  return cannotSegment.has(lastError()) ? "cannot-segment" : "refused";
}
