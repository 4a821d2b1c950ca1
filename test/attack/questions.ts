import { allTransactions, fromStateKey, type AnyEvaluate, type Key } from '@databund/model';
import { people, type Person, type PersonName } from '../support/memory-world';

/** A get, a list, a history or a flow as somebody asks it. */
export interface Question {
  readonly declaration: AnyEvaluate;
  readonly input: object;
  readonly as: PersonName;
}

const queries = allTransactions.filter((each): each is AnyEvaluate => each.kind === 'evaluate');

/** The people that ask: one of each organisation, one that is no party, and one that sees everything. */
const askers = ['operator', 'provider', 'buyer', 'authority', 'otherBuyer', 'auditor'] as const satisfies readonly PersonName[];

/** The nouns whose ids a filter of a list is. */
const nounOf: Readonly<Record<string, string>> = {
  buyer: 'participant',
  provider: 'participant',
  holder: 'participant',
  grantee: 'participant',
  participant: 'participant',
  listing: 'listing',
  authorisation: 'authorisation',
  trade: 'trade',
};
const nouns: readonly string[] = queries.map(({ noun }) => noun);

/** The objects of a ledger by noun, as inputs that name them. */
type Objects = ReadonlyMap<string, readonly Readonly<Record<string, string | number>>[]>;

/** Lists every question about the objects that some state keys name, and those about the exchange. */
export function listQuestions(stateKeys: Iterable<string>): readonly Question[] {
  const objects = listObjects([...stateKeys].flatMap((each) => fromStateKey(each) ?? []));
  return queries.flatMap((declaration) =>
    listInputs(declaration, objects).flatMap((input) => findAskers(input).map((as) => ({ declaration, input, as }))),
  );
}

/** Returns who asks. What a participant is in is a long list, so only one asks that sees all of it. */
function findAskers(input: object): readonly PersonName[] {
  return Object.keys(input).some((name) => nounOf[name] === 'participant') && !('txId' in input) ? ['auditor'] : askers;
}

/** Names a question, unique among all. */
export function nameQuestion({ declaration, input, as }: Question): string {
  return `${declaration.name} ${JSON.stringify(input)} as ${as}`;
}

/** Returns whether the answer follows from what every peer has. Others read the private texts of one organisation. */
export function isAnsweredByAll({ declaration: { verb } }: Question): boolean {
  return verb !== 'priceSlip' && verb !== 'input';
}

/** Returns the participant that asks. */
export function findAsker({ as }: Pick<Question, 'as'>): Person {
  return people[as];
}

function listObjects(stateKeys: readonly Key[]): Objects {
  const objects = new Map<string, Readonly<Record<string, string | number>>[]>();
  const add = (name: string, input: Readonly<Record<string, string | number>>) => {
    objects.set(name, [...(objects.get(name) ?? []), input]);
  };
  for (const { type, parts } of stateKeys) {
    const [id = '', second = ''] = parts;
    if (type === 'refusal') add(type, { participant: id, txId: second });
    else if (type === 'authoritative') add(type, { theme: id, adcode: second });
    else if (type === 'listing-version') add(type, { id, version: Number(second) });
    else if (nouns.includes(type)) add(type, { id });
  }
  return objects;
}

/** Lists the inputs of a query: each object that it can be about; or for a list, no filter and each filter alone. */
function listInputs({ noun, input, address, verb }: AnyEvaluate, objects: Objects): readonly object[] {
  const members = listMembers(input);
  const find = (name: string) => objects.get(name) ?? [];
  if (verb === 'authoritative') return find('authoritative');
  if (address.includes('version')) return find('listing-version');
  if (address.length > 0) return members.includes('version') ? [...find(noun), ...find('listing-version')] : find(noun);
  const filters = members.filter((name) => nounOf[name] !== undefined);
  return [{}, ...filters.flatMap((name) => find(nounOf[name] ?? '').map(({ id }) => ({ [name]: id })))];
}

function listMembers(input: AnyEvaluate['input']): readonly string[] {
  const properties: unknown = input['properties'];
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}
