import {
  hashBytes,
  listStatements,
  makeRefusedInputKey,
  makeWitnessKey,
  nameStep,
  toStateKey,
  voices,
  type RefusalRecord,
} from '@databund/model';
import type { StateAccess } from '@databund/ledger-verifier';
import { toHex } from '../bytes';
import { isObject, parseJson } from '../parse-json';
import { makeOutcome, selectWrites, type CheckTransaction, type CommittedTransaction, type Invariant, type RecordWrite } from './invariant';

const eventLimitBytes = 4_096;
const longestId = 200;

/** Checks that private data, apart from copies for witnesses, is in the creator's own collection, that refused inputs are kept there, and that events contain only ids. */
const checkSecrecy: CheckTransaction = (transaction) => {
  const own = `_implicit_org_${String(transaction.creator?.mspId)}`;
  return [
    ...transaction.privateWrites.map(({ collection, writes }) => {
      const isPermitted = collection === own || areWitnessed(writes, transaction);
      return makeOutcome(collection, !isPermitted && `written by a transaction of another organisation, collection ${own} expected`);
    }),
    ...selectWrites<RefusalRecord>(transaction, 'refusal').map((write) => checkRefusedInput(write, transaction)),
    ...(transaction.event.length > 0 ? [makeOutcome('event', findEventError(transaction))] : []),
  ];
};

/** Returns whether private writes are only copies, for a witness, of statements that the transaction makes in public. */
function areWitnessed(kept: StateAccess['writes'], { writes }: CommittedTransaction): boolean {
  const copies = new Map(
    writes.flatMap(({ type, parts, record }) => {
      const statements = listStatements({ type, parts }, record);
      const last = statements.at(-1);
      if (!last || !voices[type]?.steps[last.change.action]?.witness) return [];
      const place = makeWitnessKey({ type, parts }, nameStep(statements));
      return [[hashBytes(toStateKey(place)).value, last.hash] as const];
    }),
  );
  return kept.every(({ key, value }) => value !== undefined && copies.get(key) === toHex(value));
}

/** Compares the public hash of a refused input with the hash of what the participant's own organisation keeps: the block has both. */
function checkRefusedInput({ key, record }: RecordWrite<RefusalRecord>, { privateWrites }: CommittedTransaction) {
  const { caller, mspId, txId, inputHash } = record;
  const collection = `_implicit_org_${mspId}`;
  const keptAt = hashBytes(toStateKey(makeRefusedInputKey(caller, txId))).value;
  const kept = privateWrites.filter((access) => access.collection === collection).flatMap(({ writes }) => writes);
  const isKept = kept.some((write) => write.key === keptAt && write.value !== undefined && toHex(write.value) === inputHash.value);
  return makeOutcome(key, !isKept && `refused input is not in collection ${collection} with the hash ${inputHash.value}`);
}

function findEventError({ event }: CommittedTransaction): string | undefined {
  if (event.length > eventLimitBytes) return `event has ${String(event.length)} bytes, at most ${String(eventLimitBytes)} expected`;
  const events = parseJson(Buffer.from(event).toString('utf8'));
  if (!Array.isArray(events)) return 'event payload is not a JSON array';
  return events.every(hasOnlyIds) ? undefined : `event has members other than numbers and texts of at most ${String(longestId)} characters`;
}

function hasOnlyIds(event: unknown): boolean {
  return isObject(event) && Object.values(event).every(isId);
}

function isId(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value.length <= longestId);
}

/** The invariant of secrecy, as far as blocks can show it. What queries return is tested elsewhere. */
export const secrecyInvariants: readonly Invariant[] = [
  {
    number: 14,
    name: 'absent = forbidden',
    rule: "What a caller may not see looks absent: private data is in its own organisation's collection, events contain only ids",
    begin: () => checkSecrecy,
  },
];
