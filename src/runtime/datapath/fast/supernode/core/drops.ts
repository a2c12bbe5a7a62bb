import { drops } from "./regions";

/** In the order of `dropReasons` in `../core.ts`. */
export const malformed: i32 = 0;
export const ttl: i32 = 1;
export const stranger: i32 = 2;
export const otherSocket: i32 = 3;
export const rate: i32 = 4;
export const oversize: i32 = 5;

export function drop(reason: i32): void {
  const at = drops + <usize>reason * 4;
  store<u32>(at, load<u32>(at) + 1);
}
