import type { AnyTransaction, Noun } from './declare';

/** The HTTP route of a transaction. Members in braces are members of the input. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The members of the input that the path carries, in order. */
  readonly inPath: readonly string[];
}

const plurals: Readonly<Record<Noun, string>> = {
  exchange: 'exchange',
  participant: 'participants',
  listing: 'listings',
  authorisation: 'authorisations',
  trade: 'trades',
  delivery: 'deliveries',
  dispute: 'disputes',
  resource: 'resources',
  mandate: 'mandates',
  standing: 'standing-approvals',
  refusal: 'refusals',
  text: 'texts',
};

/** The verbs that a path leaves out, because method and address say them. */
const impliedVerbs: ReadonlySet<string> = new Set([
  'create',
  'register',
  'request',
  'order',
  'open',
  'grant',
  'give',
  'record',
  'keep',
  'get',
  'list',
]);

/**
 * Returns a transaction's route, from its declaration: `SubmitListing` is `POST /v1/listings/{id}/versions/{version}/submit`.
 * Everything else is in the body of a POST, or in the query of a GET.
 */
export function routeOf(transaction: AnyTransaction): Route {
  const { noun, verb, kind, address } = transaction;
  const segments = ['/v1', plurals[noun], ...address.map((name) => (name === 'version' ? 'versions/{version}' : `{${name}}`))];
  const isImplied = impliedVerbs.has(verb) && (address.length === 0 || kind === 'evaluate');
  if (!isImplied) segments.push(toKebabCase(verb));
  return { method: kind === 'evaluate' ? 'GET' : 'POST', path: segments.join('/'), inPath: address };
}

/** Returns the name of a transaction's chaincode function. */
export function nameFunction({ noun, name }: Pick<AnyTransaction, 'noun' | 'name'>): string {
  return `${noun}:${name}`;
}

/** Returns a verb as paths and commands write it: `requestChanges` becomes `request-changes`. */
export function toKebabCase(verb: string): string {
  return verb.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
