import { shields } from "./limits";
import { shieldTable } from "./regions";

//  Token buckets by source address, twice as generous as the machine's for questions: it refuses whatever is refused
//  here. Two addresses in one place push each other out, and begin anew.

const perSecond: i32 = 1000;
const burst: i32 = 4000;

/** False = the address asks too much. */
export function mayAsk(address: u32, now: u32): bool {
  const at = shieldTable + <usize>(((address * 0x9e3779b1) >>> 20) & (shields - 1)) * 16;
  if (load<u32>(at) != address) {
    store<u32>(at, address);
    store<i32>(at, burst * 1000, 4);
    store<u32>(at, now, 8);
  }
  const passed = min<u32>(now - load<u32>(at, 8), 4000);
  const tokens = min<i32>(load<i32>(at, 4) + <i32>passed * perSecond, burst * 1000);
  store<u32>(at, now, 8);
  const enough = tokens >= 1000;
  store<i32>(at, enough ? tokens - 1000 : tokens, 4);
  return enough;
}
