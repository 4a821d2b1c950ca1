import type { Changed, LedgerCopy } from './ledger-copy';
import type { PrivateTexts } from './private-texts';
import { noWrites, toBase64, type RawWrites } from './raw-writes';

/**
 * Returns the writes that take back what forgeries changed. Fabric removes the policy of a key only together with the key, so what got a
 * policy is deleted first and written again in a second transaction.
 */
export function listRepairs(honest: LedgerCopy, changed: readonly Changed[], texts: PrivateTexts): readonly RawWrites[] {
  const open = listChangedKeys(changed, ['values', 'policies']);
  const closed = listChangedKeys(changed, ['hashes', 'privatePolicies']).flatMap((name) => {
    const place = texts.findKey(name);
    return place ? [{ name, place }] : [];
  });
  const policed = new Set(changed.flatMap(({ part, key, before }) => (part.endsWith('olicies') && before === undefined ? [key] : [])));
  const isPoliced = [...policed].some((key) => honest.get('values', key) ?? honest.get('hashes', key));
  const cleared: RawWrites = { ...noWrites, deletes: open, privateDeletes: closed.map(({ place }) => place) };
  const restored: RawWrites = {
    ...noWrites,
    deletes: open.filter((key) => !honest.get('values', key)),
    puts: open.flatMap((key) => {
      const value = honest.get('values', key);
      return value ? [{ key, value: Buffer.from(value).toString('utf8') }] : [];
    }),
    policies: open.flatMap((key) => guard({ key }, honest.get('policies', key))),
    privateDeletes: closed.filter(({ name }) => !honest.get('hashes', name)).map(({ place }) => place),
    privatePuts: closed.flatMap(({ name, place }) => {
      const hash = honest.get('hashes', name);
      const value = hash && texts.findText(hash);
      return value === undefined ? [] : [{ ...place, value }];
    }),
    privatePolicies: closed.flatMap(({ name, place }) => guard(place, honest.get('privatePolicies', name))),
  };
  return isPoliced ? [cleared, restored] : [restored];
}

function listChangedKeys(changed: readonly Changed[], parts: readonly Changed['part'][]): string[] {
  return [...new Set(changed.filter(({ part }) => parts.includes(part)).map(({ key }) => key))];
}

function guard<P extends object>(place: P, policy: Uint8Array | undefined): (P & { readonly policy: string })[] {
  return policy ? [{ ...place, policy: toBase64(policy) }] : [];
}
