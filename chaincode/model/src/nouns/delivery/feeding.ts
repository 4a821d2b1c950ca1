import { Type, type Static } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, PageOf, Revision, pageInput, type Page } from '../../kernel/forms';
import { TreeHash, hashJson, isSameHash, type Digest } from '../../kernel/hash';
import { keys, windowsOf } from '../../kernel/keys';
import { forbids } from '../../kernel/lifecycle';
import { noPage, readPage } from '../../kernel/page';
import { shown, type Recorded } from '../../kernel/record';
import { actorsOf, declareEvaluate, declareSubmit } from '../../kernel/transaction';
import { isHiddenFrom } from '../authorisation/seen';
import { seeTrade } from '../trade/seen';
import { checksOf, firstDelivered, type SeenWithOrder } from './steps';
import { stopChecks } from './permission';
import { Window, WindowView, windowLife, type FeedProgress, type WindowRecord } from './records';
import { relateToDelivery, seeDelivery, type SeenDelivery } from './seen';

/** What the transaction reads. */
export interface SeenForWindow extends SeenDelivery {
  readonly sent: Recorded<WindowRecord> | undefined;
}

type WindowCommand = Pick<WindowRecord, 'from' | 'until' | 'readings' | 'root'>;

/** Records one window of a feed: one receipt for all its readings, by the root of their tree. Flows only while files would. */
export const SendDeliveryWindow = declareSubmit<SeenForWindow>()({
  name: 'SendDeliveryWindow',
  noun: 'delivery',
  verb: 'sendWindow',
  summary: 'Records the next window of a feed: one receipt for all its readings, by the root of their Merkle tree.',
  address: ['id'],
  input: Closed({ id: Id('dlv'), revision: Revision, ...Window }),
  output: WindowView,
  see: async (reader, { id, revision }) => {
    const seen = await seeDelivery(reader, id);
    // After the writing the delivery is one revision on, and so is its feed: the window sent is then its newest.
    const number = seen.delivery.change.revision > revision ? countOf(seen) : countOf(seen) + 1;
    return { ...seen, sent: await reader.find(keys.window(id, number)) };
  },
  relate: relateToDelivery,
  checks: {
    ...checksOf<SeenForWindow>('sendWindow'),
    NOT_A_FEED: ({ seen }) => (seen.delivery.mode === 'feed' ? undefined : { mode: seen.delivery.mode }),
    INPUT_INVALID: ({ seen, command }) => misplaced(seen, command),
    ...stopChecks,
  },
  effect: ({ seen, command: { id, from, until, readings, root }, at }) => {
    const { delivery } = seen;
    const window = countOf(seen) + 1;
    const feed: FeedProgress = { count: window, until, sentAt: at };
    const value: WindowRecord = { delivery: id, window, from, until, readings, root, state: 'SENT' };
    return {
      puts: [
        { key: keys.window(id, window), action: 'sendWindow', value },
        { key: keys.delivery(id), action: 'sendWindow', value: { ...delivery, feed, expected: chained(delivery.expected, root) } },
      ],
      events: [{ type: 'DeliveryWindowSent', id, window }],
    };
  },
  answer: ({ seen }) => viewWindow(seen.sent as Recorded<WindowRecord>),
  emits: ['DeliveryWindowSent'],
});

/** What the transaction reads. */
export interface SeenWindow extends SeenWithOrder {
  readonly window: Recorded<WindowRecord> | undefined;
}

/** The buyer says what it received of a window: ACKED when the root is the provider’s, MISMATCH when not. */
export const AcknowledgeDeliveryWindow = declareSubmit<SeenWindow>()({
  name: 'AcknowledgeDeliveryWindow',
  noun: 'delivery',
  verb: 'acknowledgeWindow',
  summary: 'Says what was received of a window, by its root: ACKED when it is the provider’s, MISMATCH when not.',
  address: ['id'],
  input: Closed({ id: Id('dlv'), window: Type.Integer({ minimum: 1, maximum: 99_999_999 }), root: TreeHash }),
  output: WindowView,
  see: async (reader, { id, window }) => {
    const seen = await seeDelivery(reader, id);
    return { ...seen, order: await seeTrade(reader, seen.delivery.trade), window: await reader.find(keys.window(id, window)) };
  },
  relate: relateToDelivery,
  checks: {
    ...withoutRevision('acknowledgeWindow'),
    WINDOW_NOT_FOUND: ({ seen }) => (seen.window ? undefined : {}),
    WINDOW_CLOSED: ({ seen, is }) => forbids(windowLife, 'acknowledgeWindow', seen.window?.state ?? 'NONE', is),
  },
  effect: ({ seen: { window: sent, order }, command: { id, root } }) => {
    const window = sent as Recorded<WindowRecord>; // The checks have seen it.
    const isRight = isSameHash(root, window.root);
    const first = isRight ? firstDelivered(order) : [];
    const state = isRight ? ('ACKED' as const) : ('MISMATCH' as const);
    return {
      puts: [{ key: keys.window(id, window.window), action: 'acknowledgeWindow', value: { ...window, received: root, state } }, ...first],
      events: [
        { type: isRight ? 'DeliveryWindowAcknowledged' : 'DeliveryWindowMismatched', id, window: window.window },
        ...first.map(() => ({ type: 'TradeDelivered', id: order.trade.id })),
      ],
    };
  },
  answer: ({ seen }) => viewWindow(seen.window as Recorded<WindowRecord>),
  emits: ['DeliveryWindowAcknowledged', 'DeliveryWindowMismatched', 'TradeDelivered'],
});

/** The windows of a feed’s delivery, first to last. */
export const ListDeliveryWindows = declareEvaluate<SeenDelivery & { readonly page: Page<Recorded<WindowRecord>> }>()({
  name: 'ListDeliveryWindows',
  noun: 'delivery',
  verb: 'windows',
  summary: 'The windows of a feed’s delivery, first to last.',
  address: ['id'],
  input: Closed({ id: Id('dlv'), ...pageInput }),
  output: PageOf(WindowView),
  see: async (ledger, { id, ...at }, { caller }) => {
    const seen = await seeDelivery(ledger, id);
    const isHidden = isHiddenFrom(actorsOf(caller, relateToDelivery(seen, caller)));
    const read = (number: string) => ledger.find(keys.window(id, Number(number)));
    return { ...seen, page: isHidden ? noPage : await readPage(ledger, windowsOf(id), at, read) };
  },
  relate: relateToDelivery,
  checks: { DELIVERY_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined) },
  answer: ({ seen: { page } }) => ({ ...page, items: page.items.map(viewWindow) }),
});

/** What a buyer that received a feed’s windows so far answers: a chain over their roots, each link the hash of the one before with the next root. */
export function feedHash(roots: readonly TreeHash[]): Digest | undefined {
  return roots.reduce<Digest | undefined>(chained, undefined);
}

function chained(before: Digest | undefined, root: TreeHash): Digest {
  return hashJson({ before: before ?? null, root });
}

function countOf({ delivery: { feed } }: SeenDelivery): number {
  return feed?.count ?? 0;
}

/** Windows follow one another in time, none empty. */
function misplaced({ delivery: { feed } }: SeenDelivery, { from, until }: WindowCommand): Details | undefined {
  if (until <= from) return { errors: [{ path: '/until', reason: 'is not after from' }] };
  return feed && from < feed.until
    ? { errors: [{ path: '/from', reason: `is before ${feed.until}, where the window before ends` }] }
    : undefined;
}

function withoutRevision(action: 'acknowledgeWindow') {
  const { DELIVERY_NOT_FOUND, NOT_PERMITTED, ACTION_NOT_ALLOWED } = checksOf<SeenWindow>(action);
  return { DELIVERY_NOT_FOUND, NOT_PERMITTED, ACTION_NOT_ALLOWED };
}

function viewWindow(record: Recorded<WindowRecord>): Static<typeof WindowView> {
  const { delivery, window, from, until, readings, root, received, state } = record;
  return { delivery, window, from, until, readings, root, ...(received && { received }), state, ...shown(record) };
}
