import type { Format } from '../format';
import { RecordError } from '../record-error';
import type { OutsideRecord, Rejected, SourceRecord } from '../record';
import type { SourceObject } from '../source-object';
import { DocumentFault } from './document-fault';

/** A part of what a document yields: a record, a member outside the records, or a fault. */
export type ReadItem =
  | {
      readonly kind: 'record';
      readonly format: Format;
      readonly record: SourceRecord;
      readonly document: SourceObject;
      readonly file: string;
    }
  | { readonly kind: 'outside'; readonly outside: OutsideRecord; readonly file: string }
  | { readonly kind: 'fault'; readonly fault: Rejected; readonly isBroken: boolean };

/** Returns the fault of a record or a document. A file that the system cannot read is one too. */
export function toFault(thrown: unknown, file: string, line = 1): Extract<ReadItem, { readonly kind: 'fault' }> {
  const error = isSystemError(thrown) ? new DocumentFault(`cannot be read: ${thrown.message}`, 1) : thrown;
  if (!(error instanceof RecordError)) throw error;
  const isBroken = error instanceof DocumentFault;
  return {
    kind: 'fault',
    fault: { file, line: isBroken ? error.line : line, identifier: '', reason: error.message, code: error.code },
    isBroken,
  };
}

function isSystemError(error: unknown): error is { readonly message: string } {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'message' in error;
}
