import { Bug } from "../../src/base/bug.ts";

/** Four or sixteen bytes in network order. The text is ours, so that a wrong one is a Bug. */
export function addressBytes(text: string): Uint8Array {
  const bytes = text.includes(":") ? ipv6Bytes(text) : Uint8Array.from(text.split("."), Number);
  if (bytes.length !== 4 && bytes.length !== 16) throw new Bug(`not a numeric address: ${text}`);
  return bytes;
}

function ipv6Bytes(text: string): Uint8Array {
  const [head, tail] = text.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const missing = tail === undefined ? 0 : 8 - head!.length - tail.length;
  const groups = [...head!, ...Array.from({ length: missing }, () => "0"), ...(tail ?? [])].map((it) =>
    parseInt(it, 16),
  );
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}
