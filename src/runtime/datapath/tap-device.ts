import { closeSync, constants, openSync } from "node:fs";
import { bytesOf } from "../../base/byte-text.ts";
import { ConfigError } from "../../base/config-error.ts";
import { EnvironmentError, environmentError } from "../../base/environment-error.ts";
import type { IpNet } from "../../base/address/endpoint.ts";
import { macAt, writeMac, type Mac } from "../../base/address/mac.ts";
import type { TapSettings } from "./datapath.ts";
import { close, ioctl, kernelBuffer, lastError, openSocket } from "./libc.ts";

/** Linux, linux/if_tun.h, linux/sockios.h, linux/if.h; the same on every architecture that node supports. */
const spec = {
  tunSetIff: 0x400454ca,
  getFlags: 0x8913,
  setFlags: 0x8914,
  setAddress: 0x8916,
  setNetmask: 0x891c,
  getMtu: 0x8921,
  setMtu: 0x8922,
  getHardwareAddress: 0x8927,
  setHardwareAddress: 0x8924,
  tapWithoutHeader: 0x0002 | 0x1000,
  virtioHeader: 0x4000,
  up: 0x0001,
  etherType: 1,
  internetFamily: 2,
  datagramSocket: 2,
  closeOnExec: 0o2000000,
  nameBytes: 16,
  /** Offset of the union in struct ifreq. */
  value: 16,
  requestBytes: 40,
} as const;

/**
 * Creates the interface and brings it up; it exists as long as the returned descriptor (non-blocking, one frame per
 * read). Throws ConfigError with one line that says what would be right.
 */
export function openTap(settings: TapSettings): number {
  return open(settings, spec.tapWithoutHeader, () => undefined);
}

/** Like `openTap`, with a struct virtio_net_hdr before every frame. `attached` is called before the interface is up. */
export function openVirtioTap(settings: TapSettings, attached: (fd: number) => void): number {
  return open(settings, spec.tapWithoutHeader | spec.virtioHeader, attached);
}

/** Sets an interface's MAC, address (none if the prefix is 0) and MTU, and brings it up. */
export function configureTap({ device, mac, address, mtu }: TapSettings): void {
  const control = openSocket(spec.internetFamily, spec.datagramSocket | spec.closeOnExec, 0);
  const request = (number: number, what: string, fill: (request: Uint8Array) => void): Uint8Array => {
    const bytes = interfaceRequest(device);
    fill(bytes);
    if (ioctl(control, number, bytes) < 0)
      throw new ConfigError(`cannot set ${what} of ${device}: ${explain(lastError())}`);
    return bytes;
  };
  try {
    request(spec.setHardwareAddress, `the MAC address ${mac}`, (bytes) => {
      bytes[spec.value] = spec.etherType;
      writeMac(bytes, spec.value + 2, mac);
    });
    request(spec.setMtu, `the MTU ${mtu}`, (bytes) => view(bytes).setInt32(spec.value, mtu, true));
    if (address.prefix > 0) {
      request(spec.setAddress, `the address ${address.address}`, (bytes) =>
        writeAddress(bytes, octets(address.address)),
      );
      request(spec.setNetmask, `the prefix length ${address.prefix}`, (bytes) => writeAddress(bytes, netmask(address)));
    }
    const flags = view(request(spec.getFlags, "the flags", () => undefined)).getUint16(spec.value, true);
    request(spec.setFlags, "the state up", (bytes) => view(bytes).setUint16(spec.value, flags | spec.up, true));
  } finally {
    close(control);
  }
}

/** Sets the MAC address of an open TAP's interface, which needs only the descriptor; false = refused. */
export function setTapMac(fd: number, mac: Mac): boolean {
  const request = interfaceRequest("");
  request[spec.value] = spec.etherType;
  writeMac(request, spec.value + 2, mac);
  return ioctl(fd, spec.setHardwareAddress, request) >= 0;
}

/**
 * The current state of an interface in this network namespace; undefined = no such interface. (/sys may show another
 * namespace's.)
 */
export function readInterface(device: string): { mac: Mac; mtu: number; isUp: boolean } | undefined {
  const control = openSocket(spec.internetFamily, spec.datagramSocket | spec.closeOnExec, 0);
  const ask = (number: number): Uint8Array | undefined => {
    const bytes = interfaceRequest(device);
    return ioctl(control, number, bytes) < 0 ? undefined : bytes;
  };
  try {
    const [flags, mtu, mac] = [ask(spec.getFlags), ask(spec.getMtu), ask(spec.getHardwareAddress)];
    if (flags === undefined || mtu === undefined || mac === undefined) return undefined;
    return {
      mac: macAt(mac, spec.value + 2),
      mtu: view(mtu).getInt32(spec.value, true),
      isUp: (view(flags).getUint16(spec.value, true) & spec.up) !== 0,
    };
  } finally {
    close(control);
  }
}

function open(settings: TapSettings, flags: number, attached: (fd: number) => void): number {
  const fd = openClone();
  try {
    attach(fd, settings.device, flags);
    attached(fd);
    configureTap(settings);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

export function openClone(): number {
  try {
    return openSync("/dev/net/tun", constants.O_RDWR | constants.O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (isRefused(code)) throw new EnvironmentError(`cannot open /dev/net/tun: ${explain(code)}`);
    const fault = environmentError(error);
    if (fault !== undefined) throw fault;
    throw new ConfigError(
      `cannot open /dev/net/tun (${code}): load the kernel module (modprobe tun), or give the container --device /dev/net/tun`,
    );
  }
}

function attach(fd: number, device: string, flags: number): void {
  const request = interfaceRequest(device);
  view(request).setUint16(spec.value, flags, true);
  if (ioctl(fd, spec.tunSetIff, request) >= 0) return;
  const code = lastError();
  const taken = code === "EBUSY" || code === "EINVAL";
  if (isRefused(code)) throw new EnvironmentError(`cannot make the TAP device ${device}: ${explain(code)}`);
  throw new ConfigError(
    taken
      ? `the interface name ${device} is taken: choose another with -d, or stop the program that uses it`
      : `cannot make the TAP device ${device}: ${explain(code)}`,
  );
}

function explain(code: string): string {
  return isRefused(code) ? "not permitted; start as root (or with CAP_NET_ADMIN)" : code;
}

const isRefused = (code: string): boolean => code === "EPERM" || code === "EACCES";

function interfaceRequest(device: string): Uint8Array {
  const request = kernelBuffer(spec.requestBytes);
  request.set(bytesOf(device).subarray(0, spec.nameBytes - 1));
  return request;
}

/**
 * struct sockaddr_in: family in host order (all of node's Linux targets but s390x are little-endian), port, address.
 */
function writeAddress(request: Uint8Array, address: readonly number[]): void {
  view(request).setUint16(spec.value, spec.internetFamily, true);
  request.set(address, spec.value + 4);
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset);

const octets = (address: string): readonly number[] => address.split(".").map(Number);

function netmask({ prefix }: IpNet): readonly number[] {
  return [0, 8, 16, 24].map((bits) => (0xff00 >> Math.min(Math.max(prefix - bits, 0), 8)) & 0xff);
}
