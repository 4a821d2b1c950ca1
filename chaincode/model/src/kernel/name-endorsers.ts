import type { AnySubmit } from './declare';

/** The organisations of an exchange, as far as its record names them. */
interface Organisations {
  readonly operatorMspId: string;
  readonly authorityMspId: string;
  readonly organisations: readonly { readonly mspId: string }[];
}

/**
 * Names the organisations whose peers endorse a call, and see its transient value; `undefined` if Fabric must plan them. The exchange's own
 * calls need one more: the authority, or if that is the same organisation any other.
 */
export function nameEndorsers(
  { endorsedBy = 'exchange-and-own' }: Pick<AnySubmit, 'endorsedBy'>,
  own: string,
  { operatorMspId, authorityMspId, organisations }: Organisations,
): readonly string[] | undefined {
  if (endorsedBy === 'exchange-and-party') return undefined;
  if (endorsedBy === 'own') return [own];
  if (own !== operatorMspId) return [operatorMspId, own];
  const others = [authorityMspId, ...organisations.map(({ mspId }) => mspId)].filter((mspId) => mspId !== own);
  return [own, ...others.slice(0, 1)];
}
