import type { Static } from '@sinclair/typebox';
import { isCaller, type Caller } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Id } from '../../kernel/forms';
import type { Actor } from '../../kernel/lifecycle';
import { defineNoun } from '../../kernel/noun';
import { need, type Reader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { exchangeKeys } from '../exchange/keys';
import { findDue } from '../exchange/period';
import type { Exchange } from '../exchange/records';
import { resourceKeys } from './keys';
import { ResourceView, resourceLifecycle, type ResourceRecord } from './records';
import { resourceWaits } from './waits';

/** A resource as transactions read it. */
export interface ResourceFacts {
  readonly resource: Recorded<ResourceRecord>;
  readonly exchange: Recorded<Exchange>;
}

/** Parts that all transactions on a resource share. */
export const resource = defineNoun<ResourceFacts, ResourceRecord>()({
  noun: 'resource',
  address: { id: Id('res') },
  lifecycle: resourceLifecycle,
  notFound: 'RESOURCE_NOT_FOUND',
  output: ResourceView,
  read: readResource,
  relate: (facts, caller) => relateToResource(facts.resource, caller),
  isHidden: (facts, actors) => isResourceHidden(facts.resource, actors),
  head: (facts) => facts.resource,
  keyOf: ({ id }) => resourceKeys.resource(id),
  idsOf: ({ id }) => ({ id }),
  stateOf: (facts) => facts.resource.state,
  view: viewResource,
});

/** Reads a resource with the periods of the exchange. @throws RESOURCE_NOT_FOUND */
export async function readResource(reader: Reader, { id }: { readonly id: string }): Promise<ResourceFacts> {
  const record = await need(reader, resourceKeys.resource(id), 'RESOURCE_NOT_FOUND');
  return { resource: record, exchange: await need(reader, exchangeKeys.exchange(), 'RESOURCE_NOT_FOUND') };
}

/** Returns what a caller is to a resource, apart from its roles. */
export function relateToResource({ holder }: Pick<ResourceRecord, 'holder'>, caller: Caller): readonly Actor[] {
  return isCaller(caller, holder) ? ['object-holder'] : [];
}

/** Fails if a caller would judge its own resource. */
export function checkNotHolder(actors: ReadonlySet<Actor>): Details | undefined {
  return actors.has('object-holder') ? {} : undefined;
}

const overseers: readonly Actor[] = ['object-holder', 'operator', 'authority', 'auditor'];

/** Returns whether a resource must look absent. Before its notice only its holder and those who oversee see it. */
export function isResourceHidden({ registrationNumber, state }: ResourceRecord, actors: ReadonlySet<Actor>): boolean {
  const isPublic = state === 'NOTICE' || registrationNumber !== undefined;
  return !isPublic && !overseers.some((actor) => actors.has(actor));
}

/** Returns a resource as callers see it. */
export function viewResource({ resource: record, exchange }: ResourceFacts, at: string): Static<typeof ResourceView> {
  const { id, holder, mspId, content, contentHash, noticedAt, registrationNumber, proposed, state } = record;
  return {
    id,
    holder,
    mspId,
    content,
    state,
    ...(contentHash && { contentHash }),
    ...(noticedAt !== undefined && { noticedAt }),
    ...(registrationNumber !== undefined && { registrationNumber }),
    ...(proposed && { proposed }),
    ...((state === 'SUBMITTED' || state === 'NOTICE') && findDue(exchange, resourceWaits[state], record.change.at, at)),
    ...showChange(record),
  };
}
