import type { Static, TSchema } from '@sinclair/typebox';
import { AccessAnswer, AuditedActor, DecodedBlock, DecodedTransaction, type Period } from './audit-form';
import type { Connection } from './connection';
import { sendFor } from './send-for';
import { writeQuery } from './write-query';

/** A question about a period, page by page. */
export interface PeriodQuery extends Period {
  readonly limit?: number;
  readonly cursor?: string;
}

/**
 * The questions of auditors, operators and authorities. Each throws DatabundError NOT_PERMITTED to others, and READ_MODEL_BEHIND.
 * @example for await (const access of databund.pages(databund.audit.access, { listing, from: '2026-01-01' })) console.log(access.buyer);
 */
export class AuditQuestions {
  constructor(private readonly connection: Connection) {}

  /** Returns who had access to a listing between two dates, until when, why it ended, and what was delivered. */
  readonly access = ({ listing, ...query }: PeriodQuery & { readonly listing: string }): Promise<AccessAnswer> =>
    this.ask(AccessAnswer, `/v1/audit/access/${encodeURIComponent(listing)}${writeQuery(query)}`);

  /** Returns the transactions of a participant or of an organisation between two dates, also invalid ones. */
  readonly actor = ({ id, ...query }: PeriodQuery & { readonly id: string }): Promise<AuditedActor> =>
    this.ask(AuditedActor, `/v1/audit/actors/${encodeURIComponent(id)}${writeQuery(query)}`);

  /** Returns one transaction with its input, its event and the keys that it wrote. */
  readonly transaction = ({ id }: { readonly id: string }): Promise<DecodedTransaction> =>
    this.ask(DecodedTransaction, `/v1/audit/transactions/${encodeURIComponent(id)}`);

  /** Returns all transactions of one block. */
  readonly block = ({ number }: { readonly number: number | string }): Promise<DecodedBlock> =>
    this.ask(DecodedBlock, `/v1/audit/blocks/${encodeURIComponent(number)}/transactions`);

  private ask<T extends TSchema>(form: T, path: string): Promise<Static<T>> {
    return sendFor(this.connection, form, { method: 'GET', path });
  }
}
