import type { Duration } from "../../base/instant.ts";
import type { Headers } from "../headers/headers.ts";
import type { Contact } from "./silence-causes.ts";

/** How an edge registers. */
export interface RegistrationOptions {
  /** Between registrations. */
  readonly every: Duration;
  /** The supernode gives the address. */
  readonly automatic: boolean;
  readonly headers: Headers;
  readonly contact: Contact;
  /** Attempts per supernode; absent = as many as over UDP. */
  readonly attempts?: number;
}
