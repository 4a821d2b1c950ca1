import { RecordError } from '../record-error';

/** A fault in a document after which the rest of it cannot be read, with its line. */
export class DocumentFault extends RecordError {
  constructor(
    message: string,
    readonly line: number,
    code: 'DOCUMENT_INVALID' | 'CONTEXT_REMOTE' | 'MEMBER_REPEATED' | 'LIMIT_EXCEEDED' = 'DOCUMENT_INVALID',
  ) {
    super(code, message);
  }
}
