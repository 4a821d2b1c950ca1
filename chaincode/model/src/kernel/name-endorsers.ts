import type { AnySubmit } from './declare';

/** The organisations of an exchange, as far as its record names them. */
interface Organisations {
  readonly operatorMspId: string;
  readonly authorityMspId: string;
  readonly organisations: readonly { readonly mspId: string }[];
}

/**
 * Names the organisations whose peers endorse a call with a transient value, and see it. The exchange's own calls need one more: the
 * authority, which may see them, or if that is the same organisation any other.
 */
export function nameEndorsers(
  { endorsedBy = 'own' }: Pick<AnySubmit, 'endorsedBy'>,
  own: string,
  { operatorMspId, authorityMspId, organisations }: Organisations,
): readonly string[] {
  if (endorsedBy === 'own') return [own];
  if (own !== operatorMspId) return [operatorMspId, own];
  const others = [authorityMspId, ...organisations.map(({ mspId }) => mspId)].filter((mspId) => mspId !== own);
  return [own, ...others.slice(0, 1)];
}
