// The kernel's handling of virtio headers, written plainly: the oracle for the core.

export interface Virtio {
  readonly flags: number;
  readonly kind: number;
  readonly headerLength: number;
  readonly size: number;
  readonly start: number;
  readonly offset: number;
}

export const noOffload: Virtio = { flags: 0, kind: 0, headerLength: 0, size: 0, start: 0, offset: 0 };

export function withVirtio(header: Virtio, frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(10 + frame.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = header.flags;
  bytes[1] = header.kind;
  for (const [i, value] of [header.headerLength, header.size, header.start, header.offset].entries()) {
    view.setUint16(2 + 2 * i, value, true);
  }
  bytes.set(frame, 10);
  return bytes;
}

export function virtioOf(bytes: Uint8Array): { header: Virtio; frame: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [headerLength, size, start, offset] = [2, 4, 6, 8].map((at) => view.getUint16(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  return { header: { flags: bytes[0]!, kind: bytes[1]!, headerLength, size, start, offset }, frame: bytes.slice(10) };
}

/** The frames on the wire that a host's frame stands for (TSO, USO; RFC 9293, RFC 768). */
export function cut({ kind, flags, size, start, offset }: Virtio, frame: Uint8Array): Uint8Array[] {
  if (kind === 0) {
    if ((flags & 1) === 0) return [frame];
    const whole = Uint8Array.from(frame);
    const value = ~ones(whole.subarray(start)) & 0xffff;
    put16(whole, start + offset, value === 0 && offset === 6 ? 0xffff : value);
    return [whole];
  }
  const network = networkOf(frame);
  const udp = kind === 5;
  const headers = udp ? start + 8 : start + (frame[start + 12]! >> 4) * 4;
  const payload = frame.subarray(headers);
  const parts = Array.from({ length: Math.ceil(payload.length / size) }, (_, i) =>
    payload.subarray(i * size, (i + 1) * size),
  );
  return parts.map((part, i) => {
    const piece = new Uint8Array(headers + part.length);
    piece.set(frame.subarray(0, headers));
    piece.set(part, headers);
    const four = piece[network]! >> 4 === 4;
    if (four) {
      put16(piece, network + 2, piece.length - network);
      put16(piece, network + 4, (get16(frame, network + 4) + i) & 0xffff);
      put16(piece, network + 10, 0);
      put16(piece, network + 10, ~ones(piece.subarray(network, start)) & 0xffff);
    } else {
      put16(piece, network + 4, piece.length - network - 40);
    }
    if (udp) {
      put16(piece, start + 4, piece.length - start);
    } else {
      const view = new DataView(piece.buffer);
      view.setUint32(start + 4, (view.getUint32(start + 4) + i * size) >>> 0);
      if (i < parts.length - 1) piece[start + 13]! &= ~9;
      if (i > 0) piece[start + 13]! &= ~0x80;
    }
    setTransportChecksum(piece, network, start, udp ? 17 : 6);
    return piece;
  });
}

export function setTransportChecksum(frame: Uint8Array, network: number, transport: number, protocol: number): void {
  const at = transport + (protocol === 17 ? 6 : 16);
  put16(frame, at, 0);
  const value = transportSum(frame, network, transport, protocol);
  put16(frame, at, value === 0xffff && protocol === 17 ? 0xffff : ~value & 0xffff);
}

/** 0xffff = correct. */
export function transportSum(frame: Uint8Array, network: number, transport: number, protocol: number): number {
  const addresses =
    frame[network]! >> 4 === 4 ? frame.subarray(network + 12, network + 20) : frame.subarray(network + 8, network + 40);
  const length = frame.length - transport;
  const tail = Uint8Array.from([0, protocol, length >> 8, length & 0xff]);
  return ones(Buffer.concat([addresses, tail, frame.subarray(transport)]));
}

/** After VLAN tags. */
export function networkOf(frame: Uint8Array): number {
  let at = 14;
  while ([0x8100, 0x88a8].includes(get16(frame, at - 2))) at += 4;
  return at;
}

/** The ones' complement sum of 16-bit words (RFC 1071). */
export function ones(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}

export const get16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;

export function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value;
}
