import type { Link } from "../../topology/link.ts";
import type { LinkStats } from "./stats.ts";

/** From the agent's main thread to the wire's, which blocks: a write to the event descriptor after each wakes it. */
export type Control =
  | {
      readonly is: "add";
      readonly owner: string;
      /** Descriptors of the two TAPs. */
      readonly lower: number;
      readonly upper: number;
      readonly link: Link;
      readonly seed: number;
    }
  | { readonly is: "set"; readonly owner: string; readonly link: Link }
  | { readonly is: "pass through"; readonly on: boolean }
  | { readonly is: "report" }
  | { readonly is: "stop" };

/** The answer to every control but `stop`, in order. */
export type ControlAnswer = Readonly<Record<string, LinkStats>> | null;

export interface WireStart {
  readonly wake: number;
}
