import type { AskedPrograms } from "../../story/asked-programs.ts";
import type { BindingView } from "../bindings.ts";
import type { LabCommand } from "../command.ts";
import type { NodeView } from "../inspect.ts";
import type { StartEnvironment } from "../programs/start.ts";

/**
 * What the holder of a standing laboratory can be asked, one line of JSON each way. Both are one build or nearly, and the
 * socket is the user's own: messages are not validated.
 */
export interface KeeperMethods {
  /** The exit code; says lines meanwhile. `width`: columns of the terminal. */
  perform(params: { readonly command: LabCommand; readonly width?: number; readonly env: StartEnvironment }): number;
  inspect(params: Readonly<Record<string, never>>): readonly NodeView[];
  bindings(params: { readonly router: string }): readonly BindingView[];
  /** `init`: the laboratory's first process, as a pid of this machine. Throws ConfigError for an unknown node. */
  enter(params: { readonly node: string }): { readonly init: string };
  /** Takes it down; answered before it is. */
  end(params: Readonly<Record<string, never>>): null;
}

export type KeeperParams<M extends keyof KeeperMethods> = Parameters<KeeperMethods[M]>[0];
export type KeeperResult<M extends keyof KeeperMethods> = ReturnType<KeeperMethods[M]>;

export type KeeperRequest = {
  [M in keyof KeeperMethods]: { readonly method: M; readonly params: KeeperParams<M> };
}[keyof KeeperMethods];

export type KeeperAnswer =
  | { readonly say: string }
  | { readonly result: unknown }
  /** `exitCode`: of sysexits.h. */
  | { readonly failed: string; readonly exitCode: number };

/** What `up` builds. */
export interface UpRequest {
  readonly name: string;
  /** A network, as typed. */
  readonly words: readonly string[];
  readonly nats: readonly string[];
  /** Of a case. */
  readonly programs: AskedPrograms;
  /** Of a case: only its network. */
  readonly bare: boolean;
  readonly seed: number;
  /** The caller's. */
  readonly folder: string;
}

/** From a new keeper to the process that started it. */
export type FromKeeper = { readonly said: string } | { readonly up: true } | { readonly failed: string; readonly exitCode: number }; // prettier-ignore
