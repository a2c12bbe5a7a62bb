import { findDebian } from "../debian/program.ts";

/** Debian's STUN and TURN server. */
export const coturn = "coturn";

export const findCoturn = () =>
  findDebian({
    package: coturn,
    commands: ["turnserver"],
    version: { argv: ["turnserver", "--version"], pattern: /(\d+\.\d+\.\d+)/ },
  });
