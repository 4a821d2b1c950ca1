import { randomBytes } from 'node:crypto';
import { idOfBytes, type IdKind } from '@databund/model';
import { people } from './memory-world';

/** The participants of every exchange on a network: the people of the world in memory, with random ids. */
export const castNames = ['operator', 'authority', 'provider', 'otherProvider', 'buyer', 'otherBuyer', 'arbiter', 'auditor'] as const;
export type CastName = (typeof castNames)[number];

/** Returns the organisation of a participant. */
export const mspIdOf = (name: CastName): string => people[name].mspId;

/** Makes a random id, as clients do. */
export const newId = (kind: IdKind): string => idOfBytes(kind, randomBytes(17));
