/** The participant that a token names. Its roles are read from the ledger, never from a token. */
export interface TokenSubject {
  readonly participantId: string;
  readonly mspId: string;
}
