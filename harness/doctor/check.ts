import type { ScratchOutcome } from "./scratch.ts";

/** One thing that the laboratory needs. It is tried out, not looked up. */
export interface DoctorCheck {
  readonly name: string;
  /** False = the laboratory works without it; the text says what is used instead. */
  readonly required: boolean;
  /** It starts commands in private namespaces, so there is nothing to try where one of the checks of those failed. */
  readonly inNamespaces?: boolean;
  /** Whether this one tries the namespaces, or the commands. */
  readonly isGround?: boolean;
  /** Rejects when interrupted. */
  try(interrupted: AbortSignal): Promise<ScratchOutcome> | ScratchOutcome;
  /** The command that fixes it. */
  readonly fix: string;
}
