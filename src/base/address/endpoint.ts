/** A transport address. `address` is numeric text: dotted IPv4, or IPv6 in canonical lower-case form (RFC 5952). */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Map key; IPv6 in brackets as in a URL. */
export function endpointKey({ address, port }: Endpoint): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

export function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && a.address === b.address;
}

/** An interface address with its prefix length, e.g. 10.0.0.1/24. 0.0.0.0/0 on the wire means "none". */
export interface IpNet {
  readonly address: string;
  readonly prefix: number;
}

export const noIpNet: IpNet = { address: "0.0.0.0", prefix: 0 };
