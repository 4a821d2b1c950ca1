import type { Moment } from '../evaluate-at';
import { listSelves } from '../search/sight';
import { findObjects, type ObjectQuery } from './find-objects';
import { readObject, readState, type ObjectAnswer } from './judge-object';
import { matchWords, type OpenSource, type Wanted } from './list-source';
import { partyNouns, type ObjectNoun } from './nouns';

/** Roles that see the objects of all parties. */
const overseers: readonly string[] = ['operator', 'authority', 'arbiter', 'auditor'];
/** Members of answers that lists of the ledger filter by another name. */
const otherNames: Readonly<Record<string, string>> = { organisation: 'mspId' };
/** Lists in answers that lists of the ledger filter by one of their elements, by noun and filter. One that is absent sets no limit. */
const limits: Readonly<Partial<Record<ObjectNoun, Readonly<Record<string, string>>>>> = { standing: { listing: 'listings' } };

/** Returns the source of the objects of a noun that have rows of their own. */
export function openObjects(noun: ObjectNoun): OpenSource {
  return async (wanted, reading, model) => {
    const { store, time } = reading;
    const expression = await matchWords(wanted, reading, model);
    const query: ObjectQuery = { noun, height: store.height, time, expression, ...narrow(noun, wanted) };
    const show = (id: string, at: Moment) => readObject(at.store, { noun, id }, { time: at.time, caller: wanted.caller });
    return {
      find: (limit, below) => findObjects(model.store, query, { limit, below }),
      read: async ({ id }, at) => {
        const object = await show(id, at);
        return object && isWanted(noun, object, wanted) ? object : undefined;
      },
      isShown: async ({ id }, at) => (await show(id, at)) !== undefined,
    };
  };
}

function narrow(noun: ObjectNoun, { filters: { state, since }, members, caller }: Wanted) {
  const isOverseer = caller.roles.some((role) => overseers.includes(role));
  const named = members['buyer'] ?? members['provider'];
  const own = partyNouns.has(noun) && !isOverseer ? listSelves(caller) : undefined;
  const parties = own ?? (named === undefined ? undefined : [named]);
  return { parties, parent: members['authorisation'], states: state, since };
}

function isWanted(noun: ObjectNoun, object: ObjectAnswer, { filters, members }: Wanted): boolean {
  if (filters.state && !filters.state.includes(readState(object))) return false;
  return Object.entries(members).every(([member, value]) => {
    const limit = limits[noun]?.[member];
    return limit === undefined ? object[otherNames[member] ?? member] === value : isWithin(object[limit], value);
  });
}

function isWithin(limit: unknown, value: string): boolean {
  return limit === undefined || (Array.isArray(limit) && limit.includes(value));
}
