import type { Static } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { keys } from '../../kernel/keys';
import type { Actor } from '../../kernel/lifecycle';
import { shown, type Recorded } from '../../kernel/record';
import { need, type Reader } from '../../kernel/reader';
import type { Caller } from '../../kernel/transaction';
import type { ResourceRecord, ResourceView } from './records';

/** Reads a resource. @throws RESOURCE_NOT_FOUND */
export function seeResource(reader: Reader, id: string): Promise<Recorded<ResourceRecord>> {
  return need(reader, keys.resource(id), 'RESOURCE_NOT_FOUND');
}

/** What a caller is to a resource, besides its roles. */
export function relateToResource(resource: ResourceRecord, caller: Caller): readonly Actor[] {
  return resource.holder === caller.participantId ? ['object-holder'] : [];
}

/** Says that a caller would judge its own resource. */
export function judgesItsOwn(is: ReadonlySet<Actor>): Details | undefined {
  return is.has('object-holder') ? {} : undefined;
}

const overseers: readonly Actor[] = ['object-holder', 'operator', 'authority', 'auditor'];

/** Before its notice a resource is its holder’s, and theirs who oversee. */
export function isResourceHidden({ registrationNumber, state }: ResourceRecord, is: ReadonlySet<Actor>): boolean {
  const isPublic = state === 'NOTICE' || registrationNumber !== undefined;
  return !isPublic && !overseers.some((actor) => is.has(actor));
}

/** A resource as it shows. */
export function viewResource(record: Recorded<ResourceRecord>): Static<typeof ResourceView> {
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
    ...shown(record),
  };
}
