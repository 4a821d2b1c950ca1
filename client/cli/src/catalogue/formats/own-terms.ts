import { ListingContent, listErrors } from '@databund/model';
import { isObject, omitEmpty } from '../fields';
import type { Draft } from '../record';
import type { SourceObject } from '../source-object';

const prefix = 'databund:';

/** Reads the terms of our own in an export of an exchange. With what RDF keeps exactly they are all of a listing, so nothing is assumed. */
export function readOwnTerms(record: SourceObject, { title, description }: Draft): Draft | undefined {
  if (!(`${prefix}listing` in record)) return undefined;
  const own = Object.fromEntries(Object.entries(record).flatMap(([name, value]) => readTerm(name, value)));
  const draft = omitEmpty({ title, description: `${prefix}isUndescribed` in record ? undefined : description, ...own });
  return isDraft(draft) ? { ...draft, isComplete: true } : undefined;
}

/** Reads the content that an exchange puts next to the members of DCAT-US. */
export function readOwnContent({ databund }: SourceObject): Draft | undefined {
  const content = isObject(databund) ? databund['content'] : undefined;
  return isObject(content) && isDraft(content) ? { ...content, isComplete: true } : undefined;
}

function readTerm(name: string, value: unknown): readonly [string, unknown][] {
  const member = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  const text = isObject(value) ? value['@value'] : value;
  const parsed = Object.hasOwn(ListingContent.properties, member) && typeof text === 'string' ? parse(text) : undefined;
  return parsed === undefined ? [] : [[member, parsed]];
}

function isDraft(own: object): own is Draft {
  return listErrors(ListingContent, own).length === 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
