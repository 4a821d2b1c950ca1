import type { Static, TArray, TObject, TProperties, TSchema } from '@sinclair/typebox';
import type { Caller, Evaluate, Noun } from './declare';
import { Closed, PageOf, pageInput, type Page } from './forms';
import { History, readHistory, type HistoryEntry } from './history';
import type { Key } from './key';
import { narrowCommand } from './narrow-command';
import { checkVisible, isHiddenFrom, type NounModel } from './noun';
import { emptyPage, type PageRequest } from './page';
import type { Ledger } from './reader';

interface Described {
  readonly name: string;
  readonly summary: string;
}

/** Declares the read of one object by its address. */
export function get<Facts, Head extends object, N extends Noun, A extends TProperties, V extends TSchema>(
  model: NounModel<Facts, Head, N, A, V>,
  { name, summary, read }: Described & { read?: (ledger: Ledger, address: Static<TObject<A>>) => Promise<Facts> },
): Evaluate<Facts, TObject<A>, V, N, 'get'> {
  return {
    kind: 'evaluate',
    name,
    noun: model.noun,
    verb: 'get',
    summary,
    address: Object.keys(model.address),
    input: Closed(model.address),
    output: model.output,
    readErrors: [model.notFound],
    read: (ledger, address, context) => (read ? read(ledger, address) : model.read(ledger, address, context)),
    relate: (facts, caller) => model.relate(facts, caller),
    checks: checkVisible(model),
    answer: ({ facts, at }) => model.view(facts, at),
  };
}

/** Facts of a history: an object, and a page of the changes of its records unless it is hidden. */
export interface WithChanges<Facts> {
  readonly object: Facts;
  readonly changes: Page<HistoryEntry>;
}

/** Declares the read of the changes of an object, page by page. `records` names the records beside its head. */
export function history<Facts, Head extends object, N extends Noun, A extends TProperties, V extends TSchema>(
  model: NounModel<Facts, Head, N, A, V>,
  { name, summary, records }: Described & { records?: (facts: Facts) => readonly Key[] },
): Evaluate<WithChanges<Facts>, TObject<A & typeof pageInput>, typeof History, N, 'history'> {
  return {
    kind: 'evaluate',
    name,
    noun: model.noun,
    verb: 'history',
    summary,
    address: Object.keys(model.address),
    input: Closed({ ...model.address, ...pageInput }),
    output: History,
    readErrors: [model.notFound, 'CURSOR_INVALID'],
    read: async (ledger, command, context) => {
      const page = narrowCommand<Static<TObject<A>> & PageRequest>(command);
      const object = await model.read(ledger, page, context);
      const keys = [model.keyOf(model.head(object)), ...(records?.(object) ?? [])];
      return { object, changes: isHiddenFrom(model, object, context.caller) ? emptyPage : await readHistory(ledger, keys, page) };
    },
    relate: ({ object }, caller) => model.relate(object, caller),
    checks: checkVisible<WithChanges<Facts>>({
      notFound: model.notFound,
      isHidden: ({ object }, actors) => model.isHidden(object, actors),
    }),
    answer: ({ facts: { changes } }) => ({ ...changes, items: [...changes.items] }),
  };
}

type ListOutput<T extends TSchema> = TObject<{ items: TArray<T>; next: ReturnType<typeof PageOf<T>>['properties']['next'] }>;

interface List<Item, N extends Noun, F extends TProperties, V extends TSchema> extends Described {
  readonly noun: N;
  /** The members by which the list can be filtered. */
  readonly filters: F;
  readonly item: V;
  readonly read: (ledger: Ledger, command: Static<TObject<F & typeof pageInput>>, caller: Caller, time: string) => Promise<Page<Item>>;
  readonly view: (item: Item, at: string) => Static<V>;
}

/** Declares a list of objects, page by page. `read` returns only objects that the caller may see. */
export function list<Item, const N extends Noun, F extends TProperties, V extends TSchema>({
  name,
  noun,
  summary,
  filters,
  item,
  read,
  view,
}: List<Item, N, F, V>): Evaluate<Page<Item>, TObject<F & typeof pageInput>, ListOutput<V>, N, 'list'> {
  return {
    kind: 'evaluate',
    name,
    noun,
    verb: 'list',
    summary,
    address: [],
    input: Closed({ ...filters, ...pageInput }),
    output: PageOf(item),
    readErrors: ['CURSOR_INVALID'],
    read: (ledger, command, { caller, time }) => read(ledger, command, caller, time),
    relate: () => [],
    checks: {},
    answer: ({ facts, at }) => ({ ...facts, items: facts.items.map((each) => view(each, at)) }),
  };
}
