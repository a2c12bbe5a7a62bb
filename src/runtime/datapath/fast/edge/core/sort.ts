import { headerBytes } from "../../shared/core/packet";
import { sortHidden } from "./hiding/unhide";
import { clearIncoming, hasRoomFor, passUp, segmentCount, staged, take, upcallCount } from "./incoming";
import { segmentsIn, stageBytes } from "./limits";
import { advance, here, isAtHand, partLength } from "./received";
import { recognised } from "./recognise";
import { hiding } from "./rules";

/** Sorts as many datagrams as there is room for; true = more remain, once these are handled. */
export function nextDatagrams(): bool {
  clearIncoming();
  return hiding ? sortHidden() : sortPlain();
}

function sortPlain(): bool {
  while (isAtHand()) {
    const part = partLength();
    // Staged blocks are whole ones.
    if (segmentCount + upcallCount >= segmentsIn || staged + part + 16 > stageBytes) return true;
    const at = here();
    const peer = part >= headerBytes ? recognised(at, part) : -1;
    if (peer >= 0 && !hasRoomFor(peer, segmentCount)) return true;
    if (peer >= 0) take(at, part, peer);
    else passUp(at, part);
    advance(part);
  }
  return false;
}
