/** How hosts of a LAN can ask their router to forward a port: RFC 6887, RFC 6886, UPnP IGD. */
export const portMappingProtocols = ["pcp", "nat-pmp", "upnp"] as const;

export type PortMappingProtocol = (typeof portMappingProtocols)[number];

/** What a router cannot be asked by, as a sentence; undefined = it can be built. */
export function portMappingTrouble(
  protocols: readonly PortMappingProtocol[],
  at: { readonly translates: boolean; readonly isOutermost: boolean },
): string | undefined {
  if (protocols.length === 0) return "names no protocol; leave it out";
  if (!at.translates) return "a router that does not translate has no port to map";
  if (!at.isOutermost)
    return "only a router at the top maps ports: behind another one it would map nothing to the internet";
  // The program that answers switches the two together.
  if (protocols.includes("pcp") !== protocols.includes("nat-pmp")) return 'write "pcp" and "nat-pmp" together';
  return undefined;
}
