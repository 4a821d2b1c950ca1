import type { Action, StateAccess } from '@databund/ledger-verifier';
import { decodeText } from '../bytes';
import { hasWritten } from './compare-action';
import { lifecycle } from './definition-history';
import type { Difference } from './difference';

const definitionKey = /^namespaces\/(fields\/.+\/[A-Za-z]+|metadata\/.+)$/;

/** The functions that write: one an organisation's own approval, the other the definition that enough organisations approved. */
const functions: Readonly<Record<string, { readonly writes: 'own-collection' | 'public-state' }>> = {
  ApproveChaincodeDefinitionForMyOrg: { writes: 'own-collection' },
  CommitChaincodeDefinition: { writes: 'public-state' },
};

/**
 * Judges a call of Fabric's own chaincode of definitions, which no rule of the exchange decides: an approval may write only into its own
 * organisation's collection, and a commit only the keys of definitions.
 */
export function judgeLifecycle({ accesses, args: [name] }: Action, mspId: string | undefined): readonly Difference[] {
  const called = (name && decodeText(name)) ?? '';
  const permitted = Object.hasOwn(functions, called) ? functions[called]?.writes : undefined;
  const own = `_implicit_org_${String(mspId)}`;
  const isPermitted = ({ namespace, collection }: StateAccess) =>
    namespace === lifecycle &&
    ((permitted === 'own-collection' && collection === own) || (permitted === 'public-state' && collection === ''));
  const foreign = accesses.filter((access) => hasWritten(access) && !isPermitted(access));
  const unknown = accesses
    .filter((access) => isPermitted(access) && access.collection === '')
    .flatMap(({ writes, policies }) => [...writes.filter(({ key }) => !definitionKey.test(key)), ...policies]);
  return [
    ...foreign.map(({ namespace, collection, writes, policies }): Difference => {
      const details = `${namespace} ${collection}`.trimEnd();
      return { code: 'NAMESPACE_FOREIGN', key: [...writes, ...policies][0]?.key ?? '', details: `${details} written by ${called}` };
    }),
    ...unknown.map(({ key }): Difference => ({ code: 'KEY_UNKNOWN', key, details: 'no key of a definition' })),
  ];
}
