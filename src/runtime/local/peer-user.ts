import type { Socket } from "node:net";
import { getsockopt, kernelBuffer } from "../datapath/libc.ts";

/** unix(7) and asm-generic/socket.h; struct ucred = pid, uid, gid, 32 bits each. */
const spec = { socketLevel: 1, peerCredentials: 17, bytes: 12, userAt: 4 } as const;

/**
 * The user who connected, as recorded by the kernel (SO_PEERCRED); undefined = not reported. Node has no call for
 * this, and exposes a socket's descriptor only as `_handle.fd`.
 */
export function peerUser(socket: Socket): number | undefined {
  const fd = (socket as Socket & { readonly _handle?: { readonly fd?: number } | null })._handle?.fd;
  if (fd === undefined || fd < 0) return undefined;
  const credentials = kernelBuffer(spec.bytes);
  const length = kernelBuffer(4);
  const lengthView = new DataView(length.buffer);
  lengthView.setUint32(0, spec.bytes, true);
  if (getsockopt(fd, spec.socketLevel, spec.peerCredentials, credentials, length) < 0) return undefined;
  if (lengthView.getUint32(0, true) !== spec.bytes) return undefined;
  return new DataView(credentials.buffer).getUint32(spec.userAt, true);
}
