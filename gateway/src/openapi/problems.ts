import { listCodes, errorTable, type AnyTransaction, type ErrorCode } from '@databund/model';
import { mustHaveBytes } from '../delivery/require-bytes';

/** Codes that any call may be answered with, in addition to those of its declaration. */
const commonCodes: readonly ErrorCode[] = [
  'INPUT_INVALID',
  'INPUT_TOO_LARGE',
  'TOKEN_INVALID',
  'IDENTITY_NOT_HELD',
  'CALLER_UNKNOWN',
  'PARTICIPANT_NOT_ACTIVE',
  'CERTIFICATE_NOT_PINNED',
  'FOUNDING_NOT_AGREED',
  'TOO_MANY_REQUESTS',
  'NETWORK_UNAVAILABLE',
  'ENDORSEMENT_FAILED',
  'INTERNAL',
];
/** Codes that any submit may be answered with, in addition to the common ones. */
const submitCodes: readonly ErrorCode[] = [
  'NOT_PERMITTED',
  'MEDIA_TYPE_NOT_SUPPORTED',
  'KEY_POLICY_FOREIGN',
  'RECORD_AHEAD',
  'READ_CONFLICT',
  'ENDORSERS_DISAGREE',
  'TRANSACTION_INVALID',
  'OUTCOME_UNKNOWN',
  'STORAGE_FULL',
  'IDEMPOTENCY_KEY_IN_USE',
  'IDEMPOTENCY_KEY_REUSED',
];

/** The body of every error answer (RFC 9457). */
export const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'A code of the error table; codes never change.' },
    details: { type: 'object' },
    instance: { type: 'string' },
  },
  examples: [
    {
      type: 'https://databund.example/problems/LISTING_NOT_FOUND',
      title: errorTable.LISTING_NOT_FOUND.meaning,
      status: errorTable.LISTING_NOT_FOUND.status,
      code: 'LISTING_NOT_FOUND',
      details: {},
    },
  ],
};

/** Describes an error answer with one of these codes. */
export function createProblem(codes: readonly ErrorCode[]): object {
  const schema = { $ref: '#/components/schemas/Problem', type: 'object', properties: { code: { enum: codes } } };
  return { description: 'Error.', content: { 'application/problem+json': { schema } } };
}

/** The error answers of the document: one for each status and list of codes, however many operations share it. */
export class Problems {
  private readonly namesByText = new Map<string, string>();
  private readonly responses = new Map<string, object>();

  /**
   * Returns references to the error answers of an operation, by status. Statuses that have only codes of any call share the default answer,
   * because the document is loaded whole.
   */
  refer(own: readonly ErrorCode[]): Readonly<Record<string, object>> {
    const byStatus = new Map<string, ErrorCode[]>();
    const refused: readonly ErrorCode[] = own.includes('READ_MODEL_BEHIND') ? ['READ_MODEL_REFUSED'] : [];
    for (const code of new Set([...commonCodes, ...own, ...refused])) {
      const status = String(errorTable[code].status);
      byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
    }
    const isCommon = (code: ErrorCode) => commonCodes.includes(code) && !own.includes(code);
    const special = [...byStatus].filter(([, codes]) => !codes.every(isCommon));
    return Object.fromEntries(
      [...special, ['default', commonCodes] as const].map(([status, codes]) => [status, { $ref: this.defineResponse(codes) }]),
    );
  }

  /** Returns references to the error answers of a transaction, by status. */
  referTransaction(transaction: AnyTransaction): Readonly<Record<string, object>> {
    const ofBytes: readonly ErrorCode[] = mustHaveBytes(transaction) ? ['BYTES_MISSING'] : [];
    const ofText: readonly ErrorCode[] = transaction.kind === 'evaluate' && transaction.answeredBy !== undefined ? ['TEXT_ALTERED'] : [];
    const ofKind: readonly ErrorCode[] = transaction.kind === 'submit' ? submitCodes : ['READ_MODEL_BEHIND'];
    return this.refer([...ofKind, ...listCodes(transaction), ...ofBytes, ...ofText]);
  }

  /** The answers that were referred to, by name. */
  get all(): Readonly<Record<string, object>> {
    return Object.fromEntries(this.responses);
  }

  private defineResponse(codes: readonly ErrorCode[]): string {
    const text = codes.join(' ');
    // Short names, because there are more than a thousand references: the number of the list of codes. Its status is beside each reference.
    const name = this.namesByText.get(text) ?? `E${this.responses.size.toString(36)}`;
    if (!this.responses.has(name)) {
      this.namesByText.set(text, name);
      this.responses.set(name, createProblem(codes));
    }
    return `#/components/responses/${name}`;
  }
}
