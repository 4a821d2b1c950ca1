import { fromStateKey, parseRecord } from '@databund/model';
import type { ChannelConfig } from '../channel-config';
import { endorsersOf, signerOf } from '../read-history';
import { isRecordKey } from '../recorded-change';
import type { StateAccess, Version } from '../state-access';
import type { Transaction } from '../transaction';
import type { Around, Committed, RecordWrite } from './invariant';
import { LedgerState } from './ledger-state';

interface Place {
  readonly block: number;
  readonly version: Version;
  readonly chaincode: string;
  readonly config: ChannelConfig;
}

/** A valid transaction as the invariants see it, with the state that it leaves; nothing where it is not of the exchange. */
export function readCommitted(
  transaction: Transaction,
  before: LedgerState,
  { block, version, chaincode, config }: Place,
): (Around & { readonly committed: Committed; readonly apply: () => void }) | undefined {
  const { action, txId, timeMs, creator, payload, signature } = transaction;
  const accesses = (action?.accesses ?? []).filter(({ namespace }) => namespace === chaincode);
  const open = accesses.find(({ collection }) => collection === '');
  if (!action || !open) return undefined;
  const after = new LedgerState(before);
  write(after, open, version);
  const committed: Committed = {
    block,
    txId,
    timeMs,
    creator: signerOf(config, creator, payload, signature),
    endorsedBy: () => new Set(endorsersOf(transaction, config).flatMap(({ mspId, role }) => (role === 'peer' ? [mspId] : []))),
    reads: open.reads,
    writes: recordsIn(open, { before, after }),
    unreadable: unreadableIn(open),
    writtenKeys: open.writes.map(({ key }) => key),
    privately: accesses.filter(({ collection, writes }) => collection !== '' && writes.length > 0),
    event: action.event,
  };
  const apply = () => {
    write(before, open, version);
  };
  return { committed, before, after, apply };
}

function write(state: LedgerState, { writes, policies }: StateAccess, version: Version): void {
  for (const { key, value } of writes) state.write(key, value, version);
  for (const { key } of policies) state.touch(key, version);
}

function recordsIn({ writes }: StateAccess, { before, after }: Around): readonly RecordWrite[] {
  return writes.flatMap(({ key }) => {
    const { type, parts } = fromStateKey(key) ?? { type: '', parts: [] };
    const record = isRecordKey(key) ? after.recordAt(key, type) : undefined;
    return record ? [{ key, type, parts, record, before: before.recordAt(key, type) }] : [];
  });
}

function unreadableIn({ writes }: StateAccess): readonly string[] {
  return writes.filter(({ key, value }) => value && isRecordKey(key) && !parseRecord(value)).map(({ key }) => key);
}
