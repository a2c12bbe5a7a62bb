import type { Claim } from "../expect/claim.ts";
import { describeClaim } from "../expect/wording.ts";
import { isIpv6 } from "../../src/base/address/ip.ts";
import type { LabHistory } from "../lab-world/setting.ts";
import { isMeasured, measureLine, type PingSize } from "./measures.ts";
import { NoRepro } from "./no-repro.ts";
import { quoted } from "./quoted.ts";

/** Whether a script can check this itself. */
export const canRepeat = (claim: Claim): boolean =>
  isMeasured(claim) ||
  claim.kind === "ping" ||
  claim.kind === "recovery" ||
  (claim.kind === "path" && claim.path !== "none");

/** A check in shell; it ends the script where it is not met. */
export function checkLines(claim: Claim, history: LabHistory, pings: PingSize): readonly string[] {
  const expected = quoted(describeClaim(claim));
  if (!canRepeat(claim)) return [`say ${quoted(`not repeated: ${describeClaim(claim)}`)}`];
  const [a, b] = [claim.a, claim.b].map((name) => sideOf(name, history));
  if (isMeasured(claim)) return [`pair ${a} ${b}`, measureLine(claim, expected, history, pings)];
  const within = Math.ceil(claim.within / 1000);
  if (claim.kind === "ping") return [`check_ping ${expected} ${a} ${b} ${within}`];
  const path = "path" in claim && claim.path !== undefined ? claim.path : "any";
  const steady = "steady" in claim ? claim.steady : 1;
  return [`check_path ${expected} ${a} ${b} ${path} ${within} ${steady}`];
}

/** A node, its overlay address, and the interfaces of its cables. */
function sideOf(name: string, { overlay, addresses }: LabHistory): string {
  const inside = overlay[name]?.address.split("/")[0];
  if (inside === undefined) throw new NoRepro(`the program of ${name} never got an overlay address`);
  const cables = addresses.interfaces.filter((iface) => iface.node === name).map((iface) => iface.name);
  return [name, inside, cables.join(",")].map(quoted).join(" ");
}

/** All addresses through which something is relayed, now or before, as the set of an nft rule; undefined = none. */
export function relaySet({ relays, addresses }: LabHistory, family: "ip" | "ip6"): string | undefined {
  const all = relays.flatMap((node) => [
    ...(addresses.publicAddresses[node] ?? []),
    ...(addresses.formerly?.[node] ?? []),
    ...addresses.interfaces.filter((iface) => iface.node === node).flatMap((iface) => iface.addresses.map((net) => net.address)), // prettier-ignore
  ]);
  const own = [...new Set(all)].filter((address) => isIpv6(address) === (family === "ip6"));
  return own.length === 0 ? undefined : `{ ${own.join(", ")} }`;
}
