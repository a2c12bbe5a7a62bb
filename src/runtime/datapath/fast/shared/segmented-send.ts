import { lastError } from "../../libc.ts";
import { sendmmsg } from "./system-calls.ts";

/** What the kernel says when it cannot cut up a message: no checksum offload, a path MTU below the datagrams' size. */
const cannotSegment = new Set(["EINVAL", "EIO", "EMSGSIZE"]);

/** Sends messages, `address` being that of the first struct mmsghdr: how many the kernel took, or why not even the first. */
export function sendMessages(socket: number, address: number, count: number): number | "cannot-segment" | "refused" {
  const sent = sendmmsg(socket, address, count, 0);
  if (sent > 0) return sent;
  return cannotSegment.has(lastError()) ? "cannot-segment" : "refused";
}
