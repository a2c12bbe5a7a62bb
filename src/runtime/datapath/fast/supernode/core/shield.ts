import { shieldBytes, shields } from "./limits";
import { shieldTable } from "./regions";

// Token buckets by source address, twice as generous as the machine's for questions, so the machine would refuse
// everything that is refused here. Two addresses with one slot evict each other and start again from zero.

const perSecond: i32 = 1000;
const burst: i32 = 4000;

@unmanaged
class Shield {
  address: u32;
  /** In thousandths. */
  tokens: i32;
  /** In milliseconds. */
  filledAt: u32;
}

/** False = the address exceeds its rate. */
export function mayAsk(address: u32, now: u32): bool {
  const place = ((address * 0x9e3779b1) >>> 20) & (shields - 1);
  const shield = changetype<Shield>(shieldTable + <usize>place * shieldBytes);
  if (shield.address != address) {
    shield.address = address;
    shield.tokens = burst * 1000;
    shield.filledAt = now;
  }
  const passed = min<u32>(now - shield.filledAt, 4000);
  const tokens = min<i32>(shield.tokens + <i32>passed * perSecond, burst * 1000);
  shield.filledAt = now;
  const enough = tokens >= 1000;
  shield.tokens = enough ? tokens - 1000 : tokens;
  return enough;
}
