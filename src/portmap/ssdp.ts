import type { Endpoint } from "../base/address/endpoint.ts";
import { localUrl } from "./local-url.ts";

/** UPnP Device Architecture 1.1 §1.3. */
export const ssdp = { group: "239.255.255.250", port: 1900 } as const;

/** In the order of preference. */
const gateways = [2, 1].map((version) => `urn:schemas-upnp-org:device:InternetGatewayDevice:${version}`);

/** Tunable: the answer of a device is a few hundred bytes. */
const tuned = { answerBytes: 4096, lines: 40 } as const;

/** One search for each kind of router. */
export function encodeSearches(): readonly Uint8Array[] {
  return gateways.map((kind) =>
    Buffer.from(
      ["M-SEARCH * HTTP/1.1", `HOST: ${ssdp.group}:${ssdp.port}`, 'MAN: "ssdp:discover"', "MX: 1", `ST: ${kind}`]
        .map((line) => `${line}\r\n`)
        .join("") + "\r\n",
    ),
  );
}

/**
 * The URL of the router's description. Undefined = not a router's answer to a search, or the URL is on another
 * machine: an answer from the local network must not make us contact another machine.
 */
export function decodeSearchAnswer(
  bytes: Uint8Array,
  gateway: string,
): { readonly at: Endpoint; readonly path: string } | undefined {
  if (bytes.length > tuned.answerBytes) return undefined;
  const [first, ...lines] = Buffer.from(bytes).toString("latin1").split("\r\n");
  if (!/^HTTP\/1\.[01] 200(?: |$)/.test(first!) || lines.length > tuned.lines) return undefined;
  const header = (name: string) =>
    lines
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const location = header("location");
  if (location === undefined || !gateways.includes(header("st") ?? "")) return undefined;
  return localUrl(location, gateway);
}
