import { Mac, sourceAt } from "../../shared/core/packet";
import { etherTypeArp, etherTypeAt, ipAt } from "./frames/headers";
import { neighbourBytes, neighbours } from "./limits";
import { findPeer, macAt } from "./peers";
import { neighbourTable } from "./regions";
import { isBroadcast, isOwnMac } from "./rules";

//  Which peer has which IPv4 address, as ARP frames that it sealed have shown (RFC 826), or as it says in a REGISTER. Our host asks everybody for an
//  address; where it is known who has it, this peer alone is asked, as hosts do that renew what they know (RFC 1122 §2.3.2.1):
//  on a large segment every question to everybody is copied to everybody.
//
//  What is known serves one question, and the answer renews it: a question that gets none goes to everybody when the host asks
//  again. So a peer that left or has another address costs one repetition. What a REGISTER says, which anybody can forge, serves
//  one question for each place in the table, and then none until a sealed frame has shown who is right.

/** Behind the Ethernet header. */
const targetAddressAt: usize = 24;
const senderAddressAt: usize = 14;
const senderMacAt: usize = 8;
const operationAt: usize = 6;
const arpBytes: i32 = 28;

/** Ethernet, IPv4 and the lengths of their addresses; then the operation. As they lie in memory. */
const ethernetIpv4: u32 = 0x00080100;
const addressLengths: u16 = 0x0406;
const request: u16 = 0x0100;

@unmanaged
class Neighbour {
  mac: u64;
  /** As in a packet; 0 = nothing is known. */
  address: u32;
  source: u32;
}

/** How that became known. */
const shown: u32 = 0;
const claimed: u32 = 1;
/** A claim has served its question, and no sealed frame has shown anything since. */
const spent: u32 = 2;

/** A frame that was sealed in the PACKET at `datagram`. One that speaks for another station, behind a bridge, shows nothing. */
export function learnNeighbour(frame: usize, length: i32, datagram: usize): void {
  if (!isArp(frame, length)) return;
  const mac = macAt(datagram + sourceAt);
  const address = load<u32>(frame + ipAt + senderAddressAt);
  if (address == 0 || macAt(frame + ipAt + senderMacAt) != mac) return;
  const row = rowOf(address);
  row.address = address;
  row.mac = mac;
  row.source = shown;
}

/** `address` as in a packet. What is known already counts more. */
export function claimNeighbour(mac: u64, address: u32): void {
  const row = rowOf(address);
  if (row.address != 0 || row.source == spent) return;
  row.address = address;
  row.mac = mac;
  row.source = claimed;
}

/**
 * A frame of our host: if it asks everybody for an address of which is known that a peer of the table has it, it becomes a
 * frame for this peer. Who makes sure that an address is free, or tells that it took one, goes on asking everybody (RFC 5227 §2.1.1).
 */
export function askKnownNeighbour(frame: usize, length: i32): void {
  if (!isBroadcast(frame) || !isArp(frame, length)) return;
  if (load<u16>(frame + ipAt + operationAt) != request) return;
  const sender = load<u32>(frame + ipAt + senderAddressAt);
  const target = load<u32>(frame + ipAt + targetAddressAt);
  if (sender == 0 || sender == target || !isOwnMac(macAt(frame + ipAt + senderMacAt))) return;
  const row = rowOf(target);
  if (target == 0 || row.address != target || findPeer(row.mac) < 0) return;
  row.address = 0;
  if (row.source == claimed) row.source = spent;
  const destination = changetype<Mac>(frame);
  destination.head = <u32>row.mac;
  destination.tail = <u16>(row.mac >> 32);
}

function isArp(frame: usize, length: i32): bool {
  return (
    length >= <i32>ipAt + arpBytes &&
    load<u16>(frame, etherTypeAt) == etherTypeArp &&
    load<u32>(frame + ipAt) == ethernetIpv4 &&
    load<u16>(frame + ipAt + sizeof<u32>()) == addressLengths
  );
}

/** The one place that an address has. */
function rowOf(address: u32): Neighbour {
  const place = bswap<u32>(address) & (neighbours - 1);
  return changetype<Neighbour>(neighbourTable + <usize>(place * neighbourBytes));
}
