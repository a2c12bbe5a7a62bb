import { drops } from "./regions";

/** Why datagrams are dropped: indices of their counters. */
export const dropMalformed: i32 = 0;
export const dropTtl: i32 = 1;
export const dropStranger: i32 = 2;
export const dropOtherSocket: i32 = 3;
export const dropRate: i32 = 4;
export const dropOversize: i32 = 5;

export function drop(reason: i32): void {
  const counter = drops + <usize>reason * sizeof<u32>();
  store<u32>(counter, load<u32>(counter) + 1);
}
