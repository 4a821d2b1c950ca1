/** Facts about a request that its line in the log shows; never a secret. */
export interface RequestNotes {
  /** The participant that it speaks for. */
  readonly caller?: string;
  readonly organisation?: string;
  /** The code of the error that was answered. */
  readonly code?: string;
  readonly transactionId?: string;
  /** True if it counts against the limits of its caller. */
  readonly isCounted?: true;
}

const notes = new WeakMap<object, RequestNotes>();

/** Adds to the notes of a request. */
export function noteRequest(request: object, more: RequestNotes): void {
  notes.set(request, { ...notes.get(request), ...more });
}

/** Returns the notes of a request. */
export function readNotes(request: object): RequestNotes {
  return notes.get(request) ?? {};
}
