import { randomBytes } from 'node:crypto';
import { idKinds, makeRandomId, type IdKind } from '@databund/model';
import { TestError } from './test-error';
import { people } from './memory-world';

/** The participants of every exchange on a network: the people of the world in memory, with random ids. */
export const castNames = [
  'operator',
  'authority',
  'provider',
  'otherProvider',
  'buyer',
  'otherBuyer',
  'arbiter',
  'otherArbiter',
  'auditor',
] as const;
export type CastName = (typeof castNames)[number];

/** Returns the organisation of a participant. */
export const getMspId = (name: CastName): string => people[name].mspId;

/** Makes a random id, as clients do. */
export const makeId = (kind: IdKind): string => makeRandomId(kind, randomBytes(17));

/** Returns the kind of an id. @throws TestError UNEXPECTED_ANSWER */
export function readKind(id: string): IdKind {
  const found = idKinds.find((kind) => id.startsWith(`${kind}-`));
  if (!found) throw new TestError('UNEXPECTED_ANSWER', `The id "${id}" is of no known kind.`);
  return found;
}
