/** `1 peer`, `2 peers`; `1 reply`, `2 replies`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
