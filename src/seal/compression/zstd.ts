/** Zstandard, one frame per Ethernet frame (RFC 8878; fact sheet §7). */
export interface Zstd {
  compress(plain: Uint8Array): Uint8Array;
  /** Undefined = damaged, or more than `most` bytes. */
  decompress(compressed: Uint8Array, most: number): Uint8Array | undefined;
}

/**
 * Loads the library asynchronously; the result works synchronously. Rejects if there is not enough memory.
 * At most once: a second start of the library leaves it unusable, for those that already have it too.
 */
export function loadZstd(): Promise<Zstd> {
  loading ??= Promise.resolve(spec.pages)
    .then(makeRoom)
    .then(() => import("@bokuweb/zstd-wasm"))
    .then((library) => library.init().then(() => zstdOf(library)));
  return loading;
}

let loading: Promise<Zstd> | undefined;

/** Throws if WebAssembly is missing: the library would print a line and never become ready. */
const makeRoom = (initial: number) => void new WebAssembly.Memory({ initial });

const zstdOf = ({ compress, decompress }: typeof import("@bokuweb/zstd-wasm")): Zstd => ({
  compress: (plain) => compress(plain, spec.level),
  decompress(compressed, most) {
    // The library allocates the size that the frame claims, so the claim is checked first.
    if (!claimsAtMost(compressed, most)) return undefined;
    try {
      return decompress(compressed, { defaultHeapSize: most });
    } catch {
      return undefined;
    }
  },
});

/** §7, RFC 8878 §3.1.1. */
const spec = { level: 7, magic: 0xfd2fb528, pages: 256 } as const;

/** TypeScript declares it for browsers only. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: { readonly Memory: new (size: { readonly initial: number }) => object };
};

/** Whether this starts like a frame of 1 to `most` bytes of content, or of unspecified size (RFC 8878 §3.1.1.1). */
function claimsAtMost(frame: Uint8Array, most: number): boolean {
  if (frame.length < 6) return false;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (view.getUint32(0, true) !== spec.magic) return false;
  const descriptor = frame[4]!;
  const singleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (singleSegment ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!;
  const sizeCode = descriptor >> 6;
  if (sizeCode === 0 && !singleSegment) return true;
  if (frame.length < at + (1 << sizeCode)) return false;
  const claimed = [
    () => view.getUint8(at),
    () => view.getUint16(at, true) + 256,
    () => view.getUint32(at, true),
    () => view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true),
  ][sizeCode]!();
  return claimed > 0 && claimed <= most;
}
