import { ListingContent, listErrors } from '@databund/model';
import { isObject } from '../fields';
import type { Draft, SourceObject } from '../record';

const prefix = 'databund:';

/** Reads the terms of our own in an export of an exchange. They say exactly what a listing has, so they come before all others. */
export function readOwnTerms(record: SourceObject): Draft {
  const members = Object.entries(record).flatMap(([name, value]): [string, unknown][] => {
    const member = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    const text = isObject(value) ? value['@value'] : value;
    const parsed = Object.hasOwn(ListingContent.properties, member) && typeof text === 'string' ? parse(text) : undefined;
    return parsed === undefined ? [] : [[member, parsed]];
  });
  const own = Object.fromEntries(members);
  return isDraft(own) ? own : {};
}

function isDraft(own: SourceObject): own is Draft {
  return listErrors(ListingContent, { title: { en: 'x' }, ...own }).length === 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
