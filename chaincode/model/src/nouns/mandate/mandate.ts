import type { Static } from '@sinclair/typebox';
import { Id } from '../../kernel/forms';
import { defineNoun } from '../../kernel/noun';
import { need, type Reader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { mandateKeys } from './keys';
import { MandateView, mandateLifecycle, stateOfMandate, type MandateRecord } from './records';

/** Parts that all transactions on a mandate share. Mandates are public. */
export const mandate = defineNoun<Recorded<MandateRecord>, MandateRecord>()({
  noun: 'mandate',
  address: { id: Id('man') },
  lifecycle: mandateLifecycle,
  notFound: 'MANDATE_NOT_FOUND',
  output: MandateView,
  read: readMandate,
  relate: () => [],
  isHidden: () => false,
  head: (record) => record,
  keyOf: ({ id }) => mandateKeys.mandate(id),
  idsOf: ({ id }) => ({ id }),
  stateOf: stateOfMandate,
  view: viewMandate,
});

/** Reads a mandate. @throws MANDATE_NOT_FOUND */
export function readMandate(reader: Reader, { id }: { readonly id: string }): Promise<Recorded<MandateRecord>> {
  return need(reader, mandateKeys.mandate(id), 'MANDATE_NOT_FOUND');
}

/** Returns a mandate as callers see it, at an instant. */
export function viewMandate(record: Recorded<MandateRecord>, at: string): Static<typeof MandateView> {
  const { id, grantee, resources, scenarios, from, until, ceiling, grantedBy } = record;
  return {
    id,
    grantee,
    resources,
    scenarios,
    from,
    until,
    grantedBy,
    state: stateOfMandate(record, at),
    ...(ceiling && { ceiling }),
    ...showChange(record),
  };
}
