/** The reasons for which a record, or a member of one, is not taken as it is. */
export type RecordErrorCode =
  | 'ACCESS_NOT_PUBLIC'
  | 'ADDRESS_INVALID'
  | 'CONTENT_INVALID'
  | 'CONTEXT_REMOTE'
  | 'DOCUMENT_INVALID'
  | 'FILE_DIFFERS'
  | 'FILE_MISSING'
  | 'IDENTIFIER_REPEATED'
  | 'LIMIT_EXCEEDED'
  | 'MEMBER_INVALID'
  | 'MEMBER_MISSING'
  | 'MEMBER_REPEATED'
  | 'SOURCE_CHANGED'
  | 'VALUE_INVALID';

/** A record, or a member of one, that cannot become part of a listing. Its message continues a sentence that begins with "the record". */
export class RecordError extends Error {
  override readonly name = 'RecordError';

  constructor(
    readonly code: RecordErrorCode,
    message: string,
  ) {
    super(message);
  }
}
