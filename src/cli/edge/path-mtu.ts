import type { EdgeConfig } from "../../edge/config.ts";
import type { Authentication, SealingSettings } from "../options/sealing.ts";

/** Bytes around a frame: its Ethernet header, a PACKET's header (fact sheet §3.5), what sealing adds. */
const spec = { ethernet: 14, packet: 38, preamble: 16, authenticated: 33 } as const;

/** For `-D`. Over TCP nothing has to be found out. */
export function pathMtu(
  mtu: number,
  { transform }: Pick<SealingSettings, "transform">,
  how: { readonly authenticated: Authentication | undefined; readonly transport: EdgeConfig["transport"] },
): EdgeConfig["pathMtu"] {
  if (how.transport === "tcp") return undefined;
  const asks = how.authenticated === "request" || how.authenticated === "require";
  const sealed = asks ? spec.authenticated : transform === "null" ? 0 : spec.preamble;
  return { mtu, largest: mtu + spec.ethernet + spec.packet + sealed };
}
