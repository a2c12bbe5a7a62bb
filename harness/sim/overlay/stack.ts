import { after, seconds, type Duration, type Instant } from "../../../src/base/instant.ts";
import { broadcastMac, nullMac, type Mac } from "../../../src/base/address/mac.ts";
import { echoMessage } from "../../evidence/capture/echo-message.ts";
import { arpFrame, echoFrame, readFrame, type ArpFrame, type EchoFrame } from "./frames.ts";

/** As in Linux: a request is sent three times, and a limited number of packets waits for the answer. */
const tuned = { arpRetry: seconds(1), arpTries: 3, waitingMax: 64, neighbourFor: seconds(60) };

export interface OverlayIo {
  now(): Instant;
  after(wait: Duration, run: () => void): void;
  /** Into the device, towards the edge. */
  send(frame: Uint8Array): void;
}

/** The kernel's network stack behind a TAP, as far as ping needs it: asks and answers ARP, sends and answers echoes. */
export class OverlayStack {
  readonly mac: Mac;
  readonly address: string;
  readonly #io: OverlayIo;
  readonly #neighbours = new Map<string, { mac: Mac; until: Instant }>();
  readonly #waiting = new Map<string, Uint8Array[]>();

  constructor(mac: Mac, address: string, io: OverlayIo) {
    this.mac = mac;
    this.address = address;
    this.#io = io;
  }

  ping(destination: string, id: number, sequence: number, data: Uint8Array): void {
    this.#sendIp(destination, echoMessage(true, id, sequence, data));
  }

  /** A frame out of the device. */
  receive(bytes: Uint8Array): void {
    const frame = readFrame(bytes);
    if (frame === undefined || (frame.to !== this.mac && frame.to !== broadcastMac)) return;
    if (frame.kind === "arp") this.#arp(frame);
    else this.#echo(frame);
  }

  #echo({ source, destination, request, id, sequence, message }: EchoFrame): void {
    if (destination !== this.address || !request) return;
    this.#sendIp(source, echoMessage(false, id, sequence, message.subarray(8)));
  }

  #arp({ operation, sender, target }: ArpFrame): void {
    const forUs = target.address === this.address;
    // RFC 826: others' announcements update entries, but add none.
    if (forUs || this.#neighbours.has(sender.address)) this.#learn(sender.address, sender.mac);
    if (!forUs || operation !== "request") return;
    const own = { mac: this.mac, address: this.address };
    this.#io.send(arpFrame({ to: sender.mac, from: this.mac, operation: "reply", sender: own, target: sender }));
  }

  #learn(address: string, mac: Mac): void {
    this.#neighbours.set(address, { mac, until: after(this.#io.now(), tuned.neighbourFor) });
    const waiting = this.#waiting.get(address) ?? [];
    this.#waiting.delete(address);
    for (const message of waiting) this.#sendTo(mac, address, message);
  }

  #sendIp(destination: string, message: Uint8Array): void {
    const neighbour = this.#neighbours.get(destination);
    if (neighbour !== undefined && neighbour.until > this.#io.now()) {
      return this.#sendTo(neighbour.mac, destination, message);
    }
    const waiting = this.#waiting.get(destination);
    if (waiting === undefined) {
      this.#waiting.set(destination, [message]);
      this.#ask(destination, tuned.arpTries);
    } else if (waiting.length < tuned.waitingMax) waiting.push(message);
  }

  #sendTo(to: Mac, destination: string, message: Uint8Array): void {
    this.#io.send(echoFrame({ to, from: this.mac, source: this.address, destination, message }));
  }

  #ask(address: string, tries: number): void {
    if (!this.#waiting.has(address)) return;
    if (tries === 0) {
      this.#waiting.delete(address);
      return;
    }
    const sender = { mac: this.mac, address: this.address };
    const target = { mac: nullMac, address };
    this.#io.send(arpFrame({ to: broadcastMac, from: this.mac, operation: "request", sender, target }));
    this.#io.after(tuned.arpRetry, () => this.#ask(address, tries - 1));
  }
}
