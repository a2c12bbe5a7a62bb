/** A kind of file with conversations of the real programs instead of records. */
export interface ConversationKind {
  /** Recognises a file by its content. */
  recognises(json: object): boolean;
  /** Throws if it is not in the format. One outcome per step. */
  replay(json: unknown): readonly RecordOutcome[];
}

/** The outcome of one record. */
export interface RecordOutcome {
  /** Its position, e.g. "record 3 (pearson)". */
  readonly title: string;
  /** Undefined = passed. */
  readonly failure?: string;
  /** Intended differences. */
  readonly remarks?: readonly string[];
}
