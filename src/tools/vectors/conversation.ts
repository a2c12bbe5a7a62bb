/** A kind of file that holds conversations with the real programs instead of records. */
export interface ConversationKind {
  /** By its content. */
  recognises(json: object): boolean;
  /** Throws on what is not in the format. One outcome per step. */
  replay(json: unknown): readonly RecordOutcome[];
}

/** What became of one record. */
export interface RecordOutcome {
  /** Where it stands, e.g. "record 3 (pearson)". */
  readonly title: string;
  /** Undefined = passed. */
  readonly failure?: string;
  /** Differences that are meant to be. */
  readonly remarks?: readonly string[];
}
