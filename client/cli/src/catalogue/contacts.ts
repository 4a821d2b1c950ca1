import { hasAddress } from './addresses';
import { isObject, joinPath } from './fields';
import { isPersonalName } from './personal-names';
import type { SourceObject } from './source-object';

/** A record's members without those that name or reach a person, and the paths of those. */
export interface WithoutContacts {
  readonly kept: SourceObject | undefined;
  /** The paths of the dropped members, such as `contactPoint` or `distribution.creator`; one for each occurrence. */
  readonly dropped: readonly string[];
}

/** The members of DCAT, vCard, FOAF, Dublin Core, schema.org, Frictionless and CKAN that name or reach a person; without prefix, lower case. */
const personal: ReadonlySet<string> = new Set([
  ...['contact', 'contacts', 'contactpoint', 'contactname', 'contactemail', 'contactphone', 'contactperson', 'pointofcontact'],
  ...['creator', 'creators', 'contributor', 'contributors', 'author', 'authors', 'authorname', 'authoremail', 'person', 'persons'],
  ...['maintainer', 'maintainers', 'maintainername', 'maintaineremail', 'maintainerphone', 'editor', 'editors', 'curator', 'curators'],
  ...['owner', 'dataowner', 'owneremail', 'steward', 'datasteward', 'custodian', 'responsibleparty', 'principalinvestigator'],
  ...['fn', 'givenname', 'familyname', 'firstname', 'lastname', 'nickname', 'hasname', 'hasaddress', 'orcid', 'vcard', 'hcard'],
  ...['email', 'emails', 'emailaddress', 'hasemail', 'mail', 'mailto', 'mbox', 'mboxsha1sum', 'maker'],
  ...['phone', 'phones', 'phonenumber', 'telephone', 'hastelephone', 'tel', 'mobile', 'fax', 'faxnumber', 'hasfax'],
]);

/** Drops every member that names or reaches a person, at any depth: by its name, its type, its vocabulary (vCard) or an address in its text. */
export function dropContacts(record: SourceObject): WithoutContacts {
  const dropped: string[] = [];
  const kept = withoutContacts(record, '', dropped);
  return { kept: isObject(kept) ? kept : undefined, dropped };
}

/** Returns undefined for a value of which nothing is left, and the value itself if nothing was dropped. */
function withoutContacts(value: unknown, path: string, dropped: string[]): unknown {
  if (typeof value === 'string' ? hasAddress(value) : isPerson(value)) {
    dropped.push(path);
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return value;
  const before = dropped.length;
  const kept = Array.isArray(value) ? keepElements(value, path, dropped) : keepMembers(Object.entries(value), path, dropped);
  return dropped.length === before ? value : kept;
}

/** Drops the personal members of an object. A name next to an address names a person too, except that of the record itself. */
function keepMembers(members: readonly [string, unknown][], path: string, dropped: string[]): unknown {
  const isContact = path !== '' && members.some(([name, value]) => isPersonal(name) || (typeof value === 'string' && hasAddress(value)));
  const kept = members.flatMap(([name, member]): [string, unknown][] => {
    const memberPath = joinPath(path, name);
    if (isPersonal(name) || (isContact && /(?:^|[:/#])(?:name|title|label)$/i.test(name))) {
      dropped.push(memberPath);
      return [];
    }
    const rest = withoutContacts(member, memberPath, dropped);
    return rest === undefined ? [] : [[name, rest]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Keeps the places of objects in a list, because they belong to the objects of a listing's list. */
function keepElements(list: readonly unknown[], path: string, dropped: string[]): unknown {
  const kept = list.flatMap((each): unknown[] => {
    const rest = withoutContacts(each, path, dropped) ?? (isObject(each) ? {} : undefined);
    return rest === undefined ? [] : [rest];
  });
  return kept.every((each) => isObject(each) && Object.keys(each).length === 0) ? undefined : kept;
}

function isPersonal(name: string): boolean {
  const [, prefix = '', local = ''] = /^(.*[:/#])?([^:/#]*)$/.exec(name) ?? [];
  return /vcard/i.test(prefix) || personal.has(local.toLowerCase().replaceAll(/[\s_-]/g, '')) || isPersonalName(local);
}

/** Recognises an object whose type is a person or a contact, and a pair of key and value whose key names one. */
function isPerson(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { '@type': type, key = 'value' in value ? value['name'] : undefined } = value;
  return (
    (typeof type === 'string' && /vcard|(?:^|[:/#])(?:person|contact(?:point)?|individual)$/i.test(type)) ||
    (typeof key === 'string' && isPersonal(key))
  );
}
