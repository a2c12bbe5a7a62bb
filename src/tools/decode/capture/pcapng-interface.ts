/** An Interface Description Block (draft-ietf-opsawg-pcapng §4.2). */
export interface PcapngInterface {
  readonly linkType: number;
  /** 0 = no limit. */
  readonly snapLength: number;
  /** Units of its timestamps. */
  readonly perSecond: number;
  /** Seconds to add to them. */
  readonly offset: number;
}

const option = { end: 0, resolution: 9, offset: 14 } as const;

/** `body`: the block without its type and lengths. Undefined = too short. */
export function describedInterface(body: Uint8Array, little: boolean): PcapngInterface | undefined {
  if (body.length < 8) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  let [perSecond, offset] = [1e6, 0];
  for (let at = 8; at + 4 <= body.length;) {
    const [code, length] = [view.getUint16(at, little), view.getUint16(at + 2, little)];
    const value = at + 4;
    if (code === option.end || value + length > body.length) break;
    if (code === option.resolution && length === 1) perSecond = unitsOf(body[value]!);
    if (code === option.offset && length === 8) {
      const [high, low] = little ? [value + 4, value] : [value, value + 4];
      offset = view.getInt32(high, little) * 2 ** 32 + view.getUint32(low, little);
    }
    at = value + 4 * Math.ceil(length / 4);
  }
  return { linkType: view.getUint16(0, little), snapLength: view.getUint32(4, little), perSecond, offset };
}

/** if_tsresol: a negative power of 10, or of 2 where the highest bit is set. */
function unitsOf(resolution: number): number {
  return resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution;
}

/** A timestamp of 64 bits as two words → microseconds since the Unix epoch, rounded down. */
export function microsecondsAt({ perSecond, offset }: PcapngInterface, high: number, low: number): number {
  let seconds = 0;
  let rest = 0;
  // Long division by bytes keeps every step exact up to picoseconds (2^45 units a second).
  for (let i = 7; i >= 0; i--) {
    const digit = ((i > 3 ? high : low) >>> (8 * (i % 4))) & 0xff;
    const part = rest * 256 + digit;
    seconds = seconds * 256 + Math.floor(part / perSecond);
    rest = part % perSecond;
  }
  const fraction = perSecond > 1e6 ? rest / (perSecond / 1e6) : (rest * 1e6) / perSecond;
  return (seconds + offset) * 1e6 + Math.floor(fraction);
}
