import type { AnyTransaction, Noun } from './transaction';

/** Where a transaction is found over HTTP; path members in braces are members of the input. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The members of the input that the path carries, in its order. */
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
  refusal: 'refusals',
};

/** What needs no word of its own in a path: the method and the address say it. */
const silentVerbs: ReadonlySet<string> = new Set(['create', 'register', 'request', 'order', 'open', 'grant', 'record', 'get', 'list']);

/**
 * A transaction’s route, from its declaration: `SubmitListing` is `POST /v1/listings/{id}/versions/{version}/submit`.
 * What the path does not carry is in the body of a POST, or in the query of a GET.
 */
export function routeOf(transaction: AnyTransaction): Route {
  const { noun, verb, kind, address } = transaction;
  const segments = ['/v1', plurals[noun], ...address.map((name) => (name === 'version' ? 'versions/{version}' : `{${name}}`))];
  const isSilent = silentVerbs.has(verb) && (address.length === 0 || kind === 'evaluate');
  if (!isSilent) segments.push(kebab(verb));
  return { method: kind === 'evaluate' ? 'GET' : 'POST', path: segments.join('/'), inPath: address };
}

/** The name of a transaction’s function in chaincode. */
export function functionOf({ noun, name }: Pick<AnyTransaction, 'noun' | 'name'>): string {
  return `${noun}:${name}`;
}

/** `requestChanges` as it stands in paths and commands: `request-changes`. */
export function kebab(verb: string): string {
  return verb.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
