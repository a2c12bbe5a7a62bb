import type { Command, HelperSetup, Launch, NodeLaunch, NodeSetup } from "../contract.ts";
import { device, edgeArguments, edgeSecrets, supernodeArguments, supernodePort } from "./arguments.ts";

/** A supernode whose command line begins with `program` and ends with `more`. */
export async function supernodeLaunch(
  program: readonly string[],
  setup: HelperSetup,
  more: readonly string[] = [],
): Promise<Launch> {
  return {
    program: "supernode",
    argv: [...program, ...(await supernodeArguments(setup)), ...more],
    ready: { udp: supernodePort },
    port: supernodePort,
    relaysFrom: "its port",
  };
}

/** The same for an edge. */
export const edgeLaunch = (
  program: readonly string[],
  setup: NodeSetup,
  { more = [], env = {} }: { readonly more?: readonly string[]; readonly env?: Command["env"] } = {},
): NodeLaunch => ({
  program: "edge",
  argv: [...program, ...edgeArguments(setup), ...more],
  env: { ...edgeSecrets(setup), ...env },
  device,
  ...punchingOf(setup),
});

/** The window is n2n's own (n2n-v3 §10.4). */
export function punchingOf({ n2n }: NodeSetup): Pick<NodeLaunch, "punching"> {
  if (n2n?.tcp) return { punching: { answersObserved: true, tcpRelay: true } };
  if (n2n?.portGuess === undefined) return {};
  return { punching: { answersObserved: true, guessesPorts: { kind: "next", ports: 16 } } };
}
