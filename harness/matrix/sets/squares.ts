import { describeNat, nat, type Dependence, type Nat, type Translation } from "../../topology/nat/nat.ts";

const dependences: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const short: Readonly<Record<Dependence, string>> = {
  "endpoint-independent": "EI",
  "address-dependent": "AD",
  "address-and-port-dependent": "APD",
};

/** The nine squares of RFC 4787, mapping by filtering. Dependent mappings draw their ports at random. */
export const squares: readonly Translation[] = dependences.flatMap((mapping) =>
  dependences.map((filtering) => {
    const ports = mapping === "endpoint-independent" ? "preserving" : "random";
    return { ...nat.portRestricted, mapping, filtering, ports };
  }),
);

/** The four squares that RFC 3489 §5 names, from the most open to the most closed. */
export const classic: readonly Translation[] = [nat.fullCone, nat.addressRestricted, nat.portRestricted, nat.symmetric];

/** The RFC 3489 name where there is one: `symmetric`. */
export const classicName = (middlebox: Nat): string => describeNat(middlebox);

/** By the axes of RFC 4787: `APDM-EIF`; of NATs in series innermost first: `EIM-EIF+APDM-APDF`. */
export function squareName(...nats: readonly Nat[]): string {
  const one = (middlebox: Nat) =>
    middlebox.translates ? `${short[middlebox.mapping]}M-${short[middlebox.filtering]}F` : "public";
  return nats.length === 0 ? "public" : nats.map(one).join("+");
}
