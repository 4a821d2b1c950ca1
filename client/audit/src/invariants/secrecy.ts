import { outcome, type Committed, type Examine, type Invariant } from './invariant';

const eventLimitBytes = 4_096;
const longestId = 200;

/** What others must not see is not in public: private data in their own organisation’s collection, and events of ids alone. */
const keepsApart: Examine = (transaction) => [
  ...transaction.privately.map(({ collection }) =>
    outcome(collection, collection !== `_implicit_org_${String(transaction.creator?.mspId)}` && 'is another organisation’s collection'),
  ),
  ...(transaction.event.length > 0 ? [outcome('event', eventBroken(transaction))] : []),
];

function eventBroken({ event }: Committed): string | undefined {
  if (event.length > eventLimitBytes) return `has ${String(event.length)} bytes`;
  const events = parse(event);
  if (!Array.isArray(events)) return 'is no list of what happened';
  const isId = (value: unknown) => typeof value === 'number' || (typeof value === 'string' && value.length <= longestId);
  const isPlain = (event: unknown) => typeof event === 'object' && event !== null && Object.values(event).every(isId);
  return events.every(isPlain) ? undefined : 'tells more than ids';
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The invariant of what is not for everybody, as far as blocks can show it: what evaluate functions answer is asked of them. */
export const ofSecrecy: readonly Invariant[] = [
  {
    number: 14,
    rule: 'What a caller has no right to looks absent: private data lie in their own organisation’s collection, events tell ids alone',
    begin: () => keepsApart,
  },
];
