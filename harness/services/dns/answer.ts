import { isIpv6 } from "../../../src/base/address/ip.ts";
import { readQuestion, spec, writeAnswer } from "./message.ts";

/** What one server knows. */
export interface Zone {
  /** Addresses by name: lower case, without the final dot. */
  readonly records: Readonly<Record<string, readonly string[]>>;
}

/** Seconds that an answer may be kept: names of a laboratory move within a run. */
const ttl = 1;

/** The answer to a datagram; undefined = it is no question, and is not answered. */
export function answerTo(query: Uint8Array, { records }: Zone): Uint8Array | undefined {
  const question = readQuestion(query);
  if (question === undefined) return undefined;
  if ((question.flags & spec.opcode) !== 0) return writeAnswer(question, spec.notImplemented, { ttl });
  if (!Object.hasOwn(records, question.name)) return writeAnswer(question, spec.noName, { ttl });
  const known = records[question.name]!;
  const wanted = question.type === spec.a ? false : question.type === spec.aaaa ? true : undefined;
  return writeAnswer(question, spec.ok, { addresses: known.filter((address) => isIpv6(address) === wanted), ttl });
}
