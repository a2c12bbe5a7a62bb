import type { PortGuessing } from "./guessing.ts";

/** How a program punches, as far as the oracle must know. */
export interface PunchingWay {
  /** It answers to the address from which a packet came (RFC 8445 §7.3.1.3), not only to the announced one. */
  readonly answersObserved: boolean;
  /** Absent = it does not guess ports. */
  readonly guessesPorts?: PortGuessing;
  /** It also reaches its relay over TCP. */
  readonly tcpRelay?: true;
}

/** Of each side's program. */
export interface PunchingPair {
  readonly a: PunchingWay;
  readonly b: PunchingWay;
}

/** Of a program of which nothing else is known. */
export const usualPunching: PunchingWay = { answersObserved: true };
