import { networkInterfaces } from "node:os";
import type { IpNet } from "../base/endpoint.ts";
import type { Note } from "../base/note.ts";
import { readInterface } from "./datapath/tap-device.ts";

/** Ours to choose: how soon a change from outside is noticed, in milliseconds. */
const tuned = { look: 1000 } as const;

/** What is of interest about our interface. */
export interface InterfaceState {
  readonly mac: string;
  readonly mtu: number;
  readonly isUp: boolean;
  /** Its first IPv4 address, while it is up. */
  readonly address?: IpNet;
}

export interface InterfaceWishes {
  readonly device: string;
  readonly mac: string;
  readonly mtu: number;
  /** Undefined = whatever a DHCP client gives it. */
  readonly address?: IpNet;
}

/**
 * Notices that somebody else changes our interface. The edge has given up the right to change it back, and an
 * administrator may have meant it: so it says what that does, and what to do.
 */
export class InterfaceWatch implements Disposable {
  readonly #timer: NodeJS.Timeout;
  #before: InterfaceState | undefined;
  #isMissing = false;

  constructor(
    wishes: InterfaceWishes,
    on: { readonly note: (note: Note) => void; readonly addressed: (address: IpNet) => void },
    look: (device: string) => InterfaceState | undefined = interfaceState,
  ) {
    const check = () => {
      const now = look(wishes.device);
      if (now === undefined) {
        // That it was deleted the datapath notices itself, and sooner.
        if (!this.#isMissing && this.#before !== undefined) on.note(missing(wishes.device));
        this.#isMissing = true;
        return;
      }
      this.#isMissing = false;
      const before = this.#before;
      // While it is down it shows no address, and has it nevertheless.
      this.#before = now.isUp || before?.address === undefined ? now : { ...now, address: before.address };
      for (const note of interfaceNotes(wishes, before, now)) on.note(note);
      if (wishes.address === undefined && now.address !== undefined && !sameNet(before?.address, now.address))
        on.addressed(now.address);
    };
    check();
    this.#timer = setInterval(check, tuned.look).unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

const missing = (device: string): Note => ({
  level: "warning",
  what: "the interface has another name, or is in another network namespace",
  with: { device, effect: "it goes on, and what changes there is not noticed any more" },
});

/** What is to be said of a change; `before` undefined = this is the first look. */
export function interfaceNotes(
  wishes: InterfaceWishes,
  before: InterfaceState | undefined,
  now: InterfaceState,
): readonly Note[] {
  const { device, mac, mtu, address } = wishes;
  const old = before ?? { mac, mtu, isUp: true, ...(address && { address }) };
  const notes: Note[] = [];
  const say = (isRight: boolean, what: string, facts: Record<string, string | number>) =>
    notes.push({ level: isRight ? "normal" : "warning", what, with: { device, ...facts } });
  if (now.isUp !== old.isUp) {
    if (now.isUp) say(true, "the interface is up again", {});
    else say(false, "the interface is down", { effect: "no frame passes", mend: `ip link set ${device} up` });
  }
  if (now.mac !== old.mac) {
    const mend = `ip link set ${device} address ${mac}, or start the edge with -m ${now.mac}`;
    if (now.mac === mac) say(true, "the interface has its MAC address again", { mac });
    else say(false, "the interface has another MAC address", { mac: now.mac, effect: "peers reach us no more", mend });
  }
  if (now.mtu !== old.mtu) {
    const effect = now.mtu > mtu ? "longer frames may not reach every peer" : "shorter frames";
    say(now.mtu <= mtu, "the interface has another MTU", { mtu: now.mtu, before: old.mtu, effect });
  }
  // While it is down, none is seen.
  if (address !== undefined && now.isUp && !sameNet(old.address, now.address)) {
    const found = now.address === undefined ? "none" : `${now.address.address}/${now.address.prefix}`;
    const mend = `ip addr add ${address.address}/${address.prefix} dev ${device}, or start the edge with -a ${found}`;
    if (sameNet(now.address, address)) say(true, "the interface has its address again", { address: found });
    else say(false, "the interface has another address", { address: found, effect: "its frames are dropped", mend });
  }
  return notes;
}

/** Undefined = there is no such interface. */
export function interfaceState(device: string): InterfaceState | undefined {
  const found = readInterface(device);
  if (found === undefined) return undefined;
  const [first] = (networkInterfaces()[device] ?? []).filter(({ family }) => family === "IPv4");
  const address = first && { address: first.address, prefix: Number(first.cidr?.split("/")[1]) };
  return { ...found, ...(address && { address }) };
}

function sameNet(a: IpNet | undefined, b: IpNet | undefined): boolean {
  return a?.address === b?.address && a?.prefix === b?.prefix;
}
