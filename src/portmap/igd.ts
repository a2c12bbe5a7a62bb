import { ipBytes, ipText } from "../base/address/ip.ts";
import type { HttpRequest, Wanted } from "./lease.ts";
import { localUrl, type LocalUrl } from "./local-url.ts";
import { childText, descendants, escapeXml, readXml, type XmlElement } from "./xml.ts";

/** The control URL, and the version of the service. */
export interface Igd {
  readonly control: LocalUrl;
  readonly service: string;
}

/** In the order of preference (WANIPConnection:2 §2, WANPPPConnection:1 §2). */
const services = ["WANIPConnection:2", "WANIPConnection:1", "WANPPPConnection:1"].map(
  (name) => `urn:schemas-upnp-org:service:${name}`,
);

/** Error codes of AddPortMapping (WANIPConnection:2 §2.5.16) after which we ask differently. */
export const igdErrors = { conflict: 718, samePort: 724, permanentOnly: 725, conflictWithOther: 729 } as const;

/** The router's description → its service. Undefined = no port mapping, or not readable. */
export function readDescription(body: Uint8Array, described: LocalUrl): Igd | undefined {
  const root = readXml(Buffer.from(body).toString());
  if (root === undefined) return undefined;
  const base = childText(root, "URLBase");
  const host = described.at.address;
  const from = base ? localUrl(base, host) : described;
  const found = descendants(root, "service").flatMap((element): Igd[] => {
    const service = childText(element, "serviceType") ?? "";
    const control = localUrl(childText(element, "controlURL") ?? "", host, from ?? described);
    return services.includes(service) && control !== undefined ? [{ control, service }] : [];
  });
  return found.sort((a, b) => services.indexOf(a.service) - services.indexOf(b.service))[0];
}

/** `external` and `lifetime` (seconds; 0 = permanent) as requested. */
export const addMapping = (igd: Igd, id: number, { client, port }: Wanted, external: number, lifetime: number) =>
  call(igd, id, "AddPortMapping", {
    ...key(external),
    NewInternalPort: port,
    NewInternalClient: client,
    NewEnabled: 1,
    NewPortMappingDescription: "n2n",
    NewLeaseDuration: lifetime,
  });

/** `external`: the port that was granted. */
export const deleteMapping = (igd: Igd, id: number, external: number) =>
  call(igd, id, "DeletePortMapping", key(external));

/** Answered by `externalAddress`. */
export const askAddress = (igd: Igd, id: number) => call(igd, id, "GetExternalIPAddress", {});

/** The service's answer: its values by name, or the number of its error. */
export type SoapAnswer = { readonly values: (name: string) => string | undefined } | { readonly error: number };

/** UPnP Device Architecture 1.1 §3.1.2, §3.2.2. Undefined = neither an answer nor an error. */
export function readSoap(body: Uint8Array): SoapAnswer | undefined {
  const root = readXml(Buffer.from(body).toString());
  const content = root?.name === "Envelope" ? root.children.find(({ name }) => name === "Body") : undefined;
  const answer = content?.children[0];
  if (answer === undefined) return undefined;
  if (answer.name !== "Fault") return { values: (name) => childText(answer, name) };
  const code = errorCode(answer);
  return code === undefined ? undefined : { error: code };
}

/** Canonical text; undefined if it is not an IPv4 address, as with a router that has none. */
export function externalAddress(answer: SoapAnswer): string | undefined {
  const text = "values" in answer ? answer.values("NewExternalIPAddress") : undefined;
  const bytes = text === undefined || text.includes(":") ? undefined : ipBytes(text);
  return bytes && ipText(bytes);
}

const key = (external: number) => ({ NewRemoteHost: "", NewExternalPort: external, NewProtocol: "UDP" });

/** UPnP Device Architecture 1.1 §3.1.1. */
function call(igd: Igd, id: number, action: string, values: Readonly<Record<string, string | number>>): HttpRequest {
  const inside = Object.entries(values).map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
  const body = `<?xml version="1.0"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">
<s:Body><u:${action} xmlns:u="${igd.service}">${inside.join("")}</u:${action}></s:Body>
</s:Envelope>
`;
  const headers = { "Content-Type": 'text/xml; charset="utf-8"', SOAPAction: `"${igd.service}#${action}"` };
  return { id, method: "POST", to: igd.control.at, path: igd.control.path, headers, body };
}

function errorCode(fault: XmlElement): number | undefined {
  const text = descendants(fault, "errorCode")[0]?.text ?? "";
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}
