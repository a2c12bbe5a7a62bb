import type { Capabilities, CommonNodeOptions, NodeOptionName } from "./contract.ts";

/** A program cannot do what a case asks: an answer, not a failure. The message names the program and what it lacks. */
export class Unsupported extends Error {
  override readonly name = "Unsupported";
}

type Asked = CommonNodeOptions & { readonly underlay?: "IPv6"; readonly byName?: boolean };

/** Throws Unsupported for the first option that the system does not have. */
export function checkSupported(
  { name, capabilities }: { readonly name: string; readonly capabilities: Capabilities },
  { address, peerToPeer = true, port, underlay, byName = false, n2n = {} }: Asked,
): void {
  const asked: readonly (readonly [boolean, NodeOptionName, string])[] = [
    [address === "auto", "automatic address", "gets no address from its helper"],
    [!peerToPeer, "relay only", "cannot be made to relay everything"],
    [port !== undefined, "port", "cannot be given a local port"],
    [byName, "helper by name", "cannot be given the name of its helper"],
    [Object.keys(n2n).length > 0, "n2n", `does not have n2n's options ${Object.keys(n2n).join(", ")}`],
  ];
  for (const [wanted, option, sentence] of asked) {
    if (wanted && !capabilities.options.includes(option)) throw new Unsupported(`${name} ${sentence}`);
  }
  if (underlay === "IPv6" && !capabilities.ipv6) throw new Unsupported(`${name} does not work over IPv6`);
}
