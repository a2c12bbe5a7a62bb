import { networkInterfaces } from "node:os";
import type { IpNet } from "../../base/address/endpoint.ts";
import type { Note } from "../../base/note.ts";
import { readInterface } from "../datapath/tap-device.ts";

/** Tunable: the MAC address is not restored more often than this, in milliseconds. */
const tuned = { restoreGap: 5000 } as const;

/** The watched state of our interface. */
export interface InterfaceState {
  readonly mac: string;
  readonly mtu: number;
  readonly isUp: boolean;
  /** Its IPv4 addresses, while it is up. */
  readonly addresses: readonly IpNet[];
}

export interface InterfaceWishes {
  readonly device: string;
  readonly mac: string;
  readonly mtu: number;
  /** Undefined = whatever a DHCP client assigns. */
  readonly address?: IpNet;
}

export interface InterfaceNews {
  note(note: Note): void;
  /** The interface now has this address instead of the one that we know. */
  addressed(address: IpNet): void;
  /** Restores its MAC address; false = the kernel refuses. */
  restore(mac: string): boolean;
}

/**
 * Detects changes of our interface by others. Its MAC address identifies us to peers, so it is restored. A new
 * address comes from an administrator or a DHCP client, so it is adopted. The edge has no privilege to undo other
 * changes, so it logs the effect and the fix.
 */
export class InterfaceWatch {
  readonly #wishes: InterfaceWishes;
  readonly #on: InterfaceNews;
  readonly #look: (device: string) => InterfaceState | undefined;
  #before: InterfaceState | undefined;
  #address: IpNet | undefined;
  #isMissing = false;
  #restoredAt = -Infinity;
  #again: NodeJS.Timeout | undefined;

  constructor(wishes: InterfaceWishes, on: InterfaceNews, look: typeof interfaceState = interfaceState) {
    this.#wishes = wishes;
    this.#on = on;
    this.#look = look;
    this.#address = wishes.address;
    this.check();
  }

  /** We gave it this address. */
  expect(address: IpNet): void {
    this.#address = address;
  }

  check(): void {
    const { device } = this.#wishes;
    const now = this.#look(device);
    this.#missing(now === undefined);
    // The datapath notices if it is deleted.
    if (now === undefined) return;
    const before = this.#before;
    // While it is down it shows no address, but still has it.
    this.#before = now.isUp || before === undefined ? now : { ...now, addresses: before.addresses };
    for (const note of interfaceNotes(this.#wishes, before, now)) this.#on.note(note);
    if (now.isUp) this.#follow(now.addresses, before?.addresses);
    if (now.mac !== this.#wishes.mac) this.#restore(now.mac);
  }

  #missing(isMissing: boolean): void {
    const { device } = this.#wishes;
    if (isMissing === this.#isMissing) return;
    this.#isMissing = isMissing;
    const fix = `ip link set NAME name ${device}, or start the edge again`;
    const what = isMissing ? "the interface no longer exists under this name" : "the interface has its name again";
    const facts = isMissing ? { why: "renamed, moved to another network namespace, or deleted", fix } : {};
    this.#on.note({ level: isMissing ? "warning" : "normal", what, with: { device, ...facts } });
  }

  #follow(addresses: readonly IpNet[], before: readonly IpNet[] | undefined): void {
    const { device } = this.#wishes;
    const known = this.#address;
    const [found] = addresses;
    if (addresses.some((one) => sameNet(one, known))) return;
    if (found !== undefined) {
      this.#address = found;
      const facts = { device, address: text(found), ...(known && { before: text(known) }) };
      if (known !== undefined) this.#on.note({ level: "normal", what: "following the interface", with: facts });
      return this.#on.addressed(found);
    }
    if (known === undefined || before?.length === 0) return;
    const fix = `ip addr add ${text(known)} dev ${device}`;
    const effect = "this machine cannot send or answer on it";
    this.#on.note({ level: "warning", what: "the interface has no address", with: { device, effect, fix } });
  }

  /** The interface may be gone by then. */
  #lookAgain(wait: number): void {
    if (this.#again !== undefined) return;
    const again = () => {
      this.#again = undefined;
      this.check();
    };
    this.#again = setTimeout(again, Math.ceil(wait)).unref();
  }

  #restore(found: string): void {
    const { device, mac } = this.#wishes;
    const wait = this.#restoredAt + tuned.restoreGap - performance.now();
    if (wait > 0) return this.#lookAgain(wait);
    this.#restoredAt = performance.now();
    const fix = `start the edge with -m ${found} to keep that one`;
    if (this.#on.restore(mac)) {
      this.#before = { ...this.#before!, mac };
      const facts = { device, mac, found, fix };
      this.#on.note({
        level: "warning",
        what: "the interface was given another MAC address; its own was restored",
        with: facts,
      });
    } else {
      const effect = "peers no longer reach this edge";
      const facts = { device, mac: found, effect, fix: `ip link set ${device} address ${mac}, or ${fix}` };
      this.#on.note({ level: "warning", what: "the interface has another MAC address", with: facts });
    }
  }
}

/** The notes about a change of its state or MTU; `before` undefined = the first check. */
export function interfaceNotes(
  { device, mtu }: Pick<InterfaceWishes, "device" | "mtu">,
  before: Pick<InterfaceState, "mtu" | "isUp"> | undefined,
  now: Pick<InterfaceState, "mtu" | "isUp">,
): readonly Note[] {
  const old = before ?? { mtu, isUp: true };
  const notes: Note[] = [];
  const say = (isRight: boolean, what: string, facts: Record<string, string | number>) =>
    notes.push({ level: isRight ? "normal" : "warning", what, with: { device, ...facts } });
  if (now.isUp !== old.isUp) {
    if (now.isUp) say(true, "the interface is up again", {});
    else say(false, "the interface is down", { effect: "no frame passes", fix: `ip link set ${device} up` });
  }
  if (now.mtu !== old.mtu) {
    const effect = now.mtu > mtu ? "longer frames may not reach every peer" : "shorter frames";
    say(now.mtu <= mtu, "the interface has another MTU", { mtu: now.mtu, before: old.mtu, effect });
  }
  return notes;
}

/** Undefined = no such interface. */
export function interfaceState(device: string): InterfaceState | undefined {
  const found = readInterface(device);
  if (found === undefined) return undefined;
  const addresses = (networkInterfaces()[device] ?? [])
    .filter(({ family }) => family === "IPv4")
    .map(({ address, cidr }) => ({ address, prefix: Number(cidr?.split("/")[1]) }));
  return { ...found, addresses };
}

const text = ({ address, prefix }: IpNet): string => `${address}/${prefix}`;

function sameNet(a: IpNet | undefined, b: IpNet | undefined): boolean {
  return a?.address === b?.address && a?.prefix === b?.prefix;
}
