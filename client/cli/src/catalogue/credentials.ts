import { isObject, joinPath } from './fields';
import type { Note } from './record';
import type { SourceObject } from './source-object';

/** The user and the password in an address of any scheme, and the value of a key in its query. */
const user = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'<>]+@(?=[^\s@])/giu;
const key =
  /([?&;](?:api[_-]?key|access[_-]?token|auth[_-]?token|token|subscription-key|password|passwd|pwd|secret|client[_-]?secret|sig|signature|x-amz-(?:signature|credential|security-token)|awsaccesskeyid|sv-sig)=)[^&#\s"'<>;]+/giu;
const hint = /:\/\/[^\s/]*@|[?&;][\w-]*(?:key|token|secret|pass|pwd|sig|credential)[\w-]*=/iu;

/** A record without the credentials in its addresses, which the ledger would keep for ever, and a note on each member that had some. */
export interface WithoutCredentials {
  readonly record: SourceObject;
  readonly notes: readonly Note[];
}

/** Removes credentials from the addresses of a record, also those inside texts and in names of members. */
export function removeCredentials(record: SourceObject): WithoutCredentials {
  const notes: Note[] = [];
  const cleaned = clean(record, '', notes);
  return { record: isObject(cleaned) ? cleaned : {}, notes };
}

/** Returns the value itself if nothing was removed. */
function clean(value: unknown, path: string, notes: Note[]): unknown {
  if (typeof value === 'string') return cleanText(value, path, notes);
  if (typeof value !== 'object' || value === null) return value;
  const before = notes.length;
  if (Array.isArray(value)) {
    const elements = value.map((each, index) => clean(each, joinPath(path, String(index)), notes));
    return notes.length === before ? value : elements;
  }
  const members = Object.entries(value).map(([name, member]): [string, unknown] => {
    const cleanName = cleanText(name, joinPath(path, 'name'), notes);
    return [cleanName, clean(member, joinPath(path, cleanName), notes)];
  });
  return notes.length === before ? value : Object.fromEntries(members);
}

function cleanText(text: string, path: string, notes: Note[]): string {
  if (!hint.test(text)) return text;
  const cleaned = removeFromText(text);
  if (cleaned !== text) notes.push({ kind: 'credentials', path, reason: 'had credentials in an address, which are removed' });
  return cleaned;
}

/** Removes the credentials of the addresses in a text. */
export function removeFromText(text: string): string {
  return text.replaceAll(user, '$1').replaceAll(key, '$1');
}
