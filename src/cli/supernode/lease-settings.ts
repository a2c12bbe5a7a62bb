import { ConfigError } from "../../base/config-error.ts";
import { makeFolderFor } from "../../runtime/kept-file.ts";
import type { Log } from "../../runtime/log/log.ts";
import type { Identity } from "../../runtime/process/privileges.ts";
import type { LeaseConfig } from "../../supernode/leases/lease-config.ts";
import { Reservations } from "../../supernode/leases/reservations.ts";
import { systemFiles } from "../options/system-files.ts";
import { couldNot, readLeaseFile } from "./lease-file.ts";
import type { LeaseOptions, SupernodeSettings } from "./options.ts";
import { readReservations } from "./reservation-file.ts";

/** Undefined = addresses are free as soon as their edge is gone, as in the reference. Throws ConfigError. */
export function leaseConfig(
  { leases }: SupernodeSettings,
  identity: Identity | undefined,
  log: Log,
): LeaseConfig | undefined {
  const { file, reservations, time } = leases;
  if (file === undefined && reservations === undefined) return undefined;
  return {
    time,
    reservations: new Reservations(reservations === undefined ? [] : readReservations(reservations, systemFiles)),
    stored: file === undefined ? [] : leasesIn(file, leases, identity, log),
  };
}

function leasesIn(file: string, { isAsked }: LeaseOptions, identity: Identity | undefined, log: Log) {
  try {
    makeFolderFor(file, identity);
    return readLeaseFile(file, systemFiles, identity, log);
  } catch (error) {
    if (isAsked) throw couldNot("read", file, error);
    log({ level: "warning", what: "no leases of the last run", with: { why: (error as Error).message } });
    return [];
  }
}

/** The current ones stay in force if the file is wrong. */
export function reserveAgain({ leases }: SupernodeSettings, log: Log, take: (list: Reservations) => void): void {
  const { reservations: file } = leases;
  if (file === undefined) return;
  try {
    const all = readReservations(file, systemFiles);
    take(new Reservations(all));
    log({ level: "normal", what: "reservations read", with: { file, addresses: all.length } });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    log({ level: "error", what: "the current reservations stay in force", with: { why: error.message } });
  }
}
