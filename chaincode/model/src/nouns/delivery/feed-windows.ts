import { Type, type Static } from '@sinclair/typebox';
import { declareEvaluate, declareSubmit, type Checks } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, PageOf, Revision, pageInput, type Page } from '../../kernel/forms';
import { TreeHash, hashJson, isSameHash, type Digest } from '../../kernel/hash';
import { checkAllowed, checkPermitted, noState } from '../../kernel/lifecycle';
import { checkVisible, isHiddenFrom } from '../../kernel/noun';
import { emptyPage, readPage } from '../../kernel/page';
import { expectWritten } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { checkState, makeChecks } from '../../kernel/transition';
import { checkFlow } from './check-flow';
import { checkServing, readWithOrder } from './close-delivery';
import { delivery } from './delivery';
import { putDelivered, type DeliveryWithOrder } from './first-delivered';
import { deliveryKeys, listWindowKeys } from './keys';
import { readDelivery, relateToDelivery, type DeliveryFacts } from './read-delivery';
import { Window, WindowView, deliveryLifecycle, windowLifecycle, type FeedProgress, type WindowRecord } from './records';

/** A delivery with the window that is sent. */
export interface SendingFacts extends DeliveryFacts {
  readonly sent: Recorded<WindowRecord> | undefined;
}

type WindowCommand = Pick<WindowRecord, 'from' | 'until' | 'readings' | 'root'> & { readonly revision: number };

export const SendDeliveryWindow = declareSubmit<SendingFacts>()({
  name: 'SendDeliveryWindow',
  noun: 'delivery',
  verb: 'sendWindow',
  summary: 'Records, as the provider, the next window of a feed: one receipt for all its readings, by the root of their Merkle tree.',
  address: ['id'],
  input: Closed({ id: Id('dlv'), revision: Revision, ...Window }),
  output: WindowView,
  readErrors: ['DELIVERY_NOT_FOUND', 'AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: async (reader, { id, revision }) => {
    const facts = await readDelivery(reader, id);
    // After the write the delivery has the next revision, and the window that was sent is its newest.
    const number = facts.delivery.change.revision > revision ? countWindows(facts) : countWindows(facts) + 1;
    return { ...facts, sent: await reader.find(deliveryKeys.window(id, number)) };
  },
  relate: relateToDelivery,
  checks: {
    ...makeChecks<DeliveryFacts, object, WindowCommand>(delivery, 'sendWindow'),
    NOT_A_FEED: ({ facts }) => (facts.delivery.mode === 'feed' ? undefined : { mode: facts.delivery.mode }),
    NOT_SERVING: ({ facts }) => checkServing(facts),
    INPUT_INVALID: ({ facts, command }) => checkFollows(facts, command),
    ...checkFlow<SendingFacts>(),
  },
  effect: ({ facts, command: { id, from, until, readings, root }, at }) => {
    const window = countWindows(facts) + 1;
    const feed: FeedProgress = { count: window, until, sentAt: at };
    const value: WindowRecord = { delivery: id, window, from, until, readings, root, state: 'SENT' };
    const head = { ...facts.delivery, feed, expected: extendChain(facts.delivery.expected, root) };
    return {
      puts: [
        { key: deliveryKeys.window(id, window), action: 'sendWindow', value },
        { key: deliveryKeys.delivery(id), action: 'sendWindow', value: head },
      ],
      events: [{ type: 'DeliveryWindowSent', id, window }],
    };
  },
  answer: ({ facts }) => viewWindow(expectWritten(facts.sent)),
  emits: ['DeliveryWindowSent'],
});

/** A delivery with its trade and one window. */
export interface ReceivingFacts extends DeliveryWithOrder {
  readonly window: Recorded<WindowRecord> | undefined;
}

/** Acknowledges one window of a feed. */
export const AcknowledgeDeliveryWindow = declareSubmit<ReceivingFacts>()({
  name: 'AcknowledgeDeliveryWindow',
  noun: 'delivery',
  verb: 'acknowledgeWindow',
  summary: "Acknowledges, as the buyer, what was received of a window, by its root: ACKED if it is the provider's, else MISMATCH.",
  address: ['id'],
  input: Closed({ id: Id('dlv'), window: Type.Integer({ minimum: 1, maximum: 99_999_999 }), root: TreeHash }),
  output: WindowView,
  readErrors: ['DELIVERY_NOT_FOUND', 'AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: async (reader, { id, window }) => ({
    ...(await readWithOrder(reader, id)),
    window: await reader.find(deliveryKeys.window(id, window)),
  }),
  relate: relateToDelivery,
  checks: {
    ...checkVisible(delivery),
    NOT_PERMITTED: ({ actors }) => checkPermitted(deliveryLifecycle, 'acknowledgeWindow', actors),
    ACTION_NOT_ALLOWED: (context) => checkState(delivery, 'acknowledgeWindow', context),
    WINDOW_NOT_FOUND: ({ facts }) => (facts.window ? undefined : {}),
    WINDOW_CLOSED: ({ facts, actors }) => checkAllowed(windowLifecycle, 'acknowledgeWindow', facts.window?.state ?? noState, actors),
  } satisfies Checks<ReceivingFacts, unknown>,
  effect: ({ facts, command: { id, root }, at }) => {
    const window = expectWritten(facts.window);
    const isRight = isSameHash(root, window.root);
    const delivered = isRight ? putDelivered(facts.order, at) : [];
    const state = isRight ? ('ACKED' as const) : ('MISMATCH' as const);
    return {
      puts: [
        { key: deliveryKeys.window(id, window.window), action: 'acknowledgeWindow', value: { ...window, received: root, state } },
        ...delivered,
      ],
      events: [
        { type: isRight ? 'DeliveryWindowAcknowledged' : 'DeliveryWindowMismatched', id, window: window.window },
        ...delivered.map(() => ({ type: 'TradeDelivered', id: facts.order.trade.id })),
      ],
    };
  },
  answer: ({ facts }) => viewWindow(expectWritten(facts.window)),
  emits: ['DeliveryWindowAcknowledged', 'DeliveryWindowMismatched', 'TradeDelivered'],
});

/** A delivery with a page of its windows. */
export interface WindowsFacts extends DeliveryFacts {
  readonly page: Page<Recorded<WindowRecord>>;
}

export const ListDeliveryWindows = declareEvaluate<WindowsFacts>()({
  name: 'ListDeliveryWindows',
  noun: 'delivery',
  verb: 'windows',
  summary: "Lists the windows of a feed's delivery, first to last.",
  address: ['id'],
  input: Closed({ id: Id('dlv'), ...pageInput }),
  output: PageOf(WindowView),
  readErrors: ['DELIVERY_NOT_FOUND', 'CURSOR_INVALID', 'AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: async (ledger, { id, ...request }, { caller }) => {
    const facts = await readDelivery(ledger, id);
    const find = (number: string) => ledger.find(deliveryKeys.window(id, Number(number)));
    const isHidden = isHiddenFrom(delivery, facts, caller);
    return { ...facts, page: isHidden ? emptyPage : await readPage(ledger, listWindowKeys(id), request, find) };
  },
  relate: relateToDelivery,
  checks: checkVisible(delivery),
  answer: ({ facts: { page } }) => ({ ...page, items: page.items.map(viewWindow) }),
});

/** Computes what a buyer acknowledges after receiving windows: a hash chain over their roots, each link over the one before and the next root. */
export function hashFeed(roots: readonly TreeHash[]): Digest | undefined {
  return roots.reduce<Digest | undefined>(extendChain, undefined);
}

function extendChain(before: Digest | undefined, root: TreeHash): Digest {
  return hashJson({ before: before ?? null, root });
}

function countWindows({ delivery: { feed } }: DeliveryFacts): number {
  return feed?.count ?? 0;
}

/** Fails if a window is empty or starts before the previous one ends. */
function checkFollows({ delivery: { feed } }: DeliveryFacts, { from, until }: WindowCommand): Details | undefined {
  if (until <= from) return { errors: [{ path: '/until', reason: 'is not after from' }] };
  if (!feed || from >= feed.until) return undefined;
  return { errors: [{ path: '/from', reason: `is before the end of the previous window, ${feed.until}` }] };
}

function viewWindow(record: Recorded<WindowRecord>): Static<typeof WindowView> {
  const { delivery: id, window, from, until, readings, root, received, state } = record;
  return { delivery: id, window, from, until, readings, root, ...(received && { received }), state, ...showChange(record) };
}
