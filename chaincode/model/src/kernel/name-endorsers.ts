import type { AnySubmit } from './declare';

/** The organisations of an exchange, as far as its record names them. */
interface Organisations {
  readonly operatorMspId: string;
  readonly authorityMspId: string;
  readonly organisations: readonly { readonly mspId: string }[];
}

/**
 * Names the organisations whose peers endorse a call, and see its transient value; `undefined` if Fabric must plan them. The exchange's own
 * calls need one more, the authority or if that is the same organisation any other, and witnesses endorse, too.
 */
export function nameEndorsers(
  { endorsedBy = 'exchange-and-own' }: Pick<AnySubmit, 'endorsedBy'>,
  own: string,
  exchange: Organisations,
  witnesses: readonly string[] = [],
): readonly string[] | undefined {
  if (endorsedBy === 'exchange-and-party') return undefined;
  if (endorsedBy === 'own') return [own];
  const named = [...new Set([exchange.operatorMspId, own, ...witnesses])];
  return named.length > 1 ? named : [own, ...listOthers(own, exchange).slice(0, 1)];
}

function listOthers(own: string, { authorityMspId, organisations }: Organisations): readonly string[] {
  return [authorityMspId, ...organisations.map(({ mspId }) => mspId)].filter((mspId) => mspId !== own);
}
