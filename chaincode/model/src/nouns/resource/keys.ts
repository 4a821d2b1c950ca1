import { makeKey } from '../../kernel/key';
import type { IndexEntry } from '../../kernel/record';
import type { ResourceObjectionRecord, ResourceRecord } from './records';

/** The keys of public data resources. */
export const resourceKeys = {
  resource: (id: string) => makeKey<ResourceRecord>('resource', id),
  resourceObjection: (id: string, participant: string) => makeKey<ResourceObjectionRecord>('resource-objection', id, participant),
} as const;

/** Makes the index keys by which lists find and filter. */
export const resourceIndexes = {
  resourcesOf: (holder: string, ...id: string[]) => makeKey<IndexEntry>('resource-by-holder', holder, ...id),
} as const;

/** The prefix of all resources. */
export const listResourceKeys = () => makeKey('resource');
/** The prefix of all objections to a resource. */
export const listResourceObjectionKeys = (id: string) => makeKey<ResourceObjectionRecord>('resource-objection', id);
