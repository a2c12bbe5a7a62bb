import { describeNat, nat, type Dependence, type Nat, type Translation } from "../../topology/nat/nat.ts";

const dependences: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const short: Readonly<Record<Dependence, string>> = {
  "endpoint-independent": "EI",
  "address-dependent": "AD",
  "address-and-port-dependent": "APD",
};

/** RFC 4787's nine combinations of mapping and filtering. Dependent mappings draw their ports at random. */
export const squares: readonly Translation[] = dependences.flatMap((mapping) =>
  dependences.map((filtering) => {
    const ports = mapping === "endpoint-independent" ? "preserving" : "random";
    return { ...nat.portRestricted, mapping, filtering, ports };
  }),
);

/** The four of them that RFC 3489 §5 names, from the most open to the most closed. */
export const classic: readonly Translation[] = [nat.fullCone, nat.addressRestricted, nat.portRestricted, nat.symmetric];

/** The RFC 3489 name if there is one: `symmetric`. */
export const classicName = (middlebox: Nat): string => describeNat(middlebox);

/** In RFC 4787's terms: `APDM-EIF`; NATs in series innermost first: `EIM-EIF+APDM-APDF`. */
export function squareName(...nats: readonly Nat[]): string {
  const one = (middlebox: Nat) =>
    middlebox.translates ? `${short[middlebox.mapping]}M-${short[middlebox.filtering]}F` : "public";
  return nats.length === 0 ? "public" : nats.map(one).join("+");
}
