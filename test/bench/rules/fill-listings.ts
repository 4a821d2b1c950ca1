import { createHash } from 'node:crypto';
import { fromStateKey, listStatements, makeAnchorKey, nameCollection, nameStep, parseRecord, toStateKey } from '@databund/model';
import { chaincode, mspIds } from '../../conformance/test-channel';
import { makeId } from '../../support/cast';
import type { ExchangeChannel } from './exchange-channel';
import { LedgerWorld } from './ledger-world';
import { listed } from './stories';
import { TestError } from '../../support/test-error';

/** The records of a listing as the chaincode wrote them. */
export interface Template {
  readonly id: string;
  readonly txIds: readonly string[];
  readonly records: readonly { readonly key: string; readonly value: string; readonly metadata: ReadonlyMap<string, Uint8Array> }[];
}

const listingsATransaction = 250;

/**
 * Creates and lists one listing with the chaincode, and reads every record that this wrote: pointer, version, stances, grade, indexes.
 */
export async function makeTemplate(exchange: ExchangeChannel): Promise<Template> {
  const txIds: string[] = [];
  const written = new Set<string>();
  const world = new LedgerWorld(exchange, (_, committed) => {
    txIds.push(committed.txId);
    for (const key of committed.written) written.add(key);
  });
  for (const step of listed) await step(world);
  const { listing: id } = world;
  const records = await exchange.channel.read('ExchangeMSP', (simulator) =>
    [...written]
      .filter((key) => key.includes(id))
      .map((key) => ({
        key,
        value: Buffer.from(simulator.getState(chaincode, key) ?? []).toString(),
        metadata: simulator.getMetadata(chaincode, key),
      })),
  );
  return { id, txIds, records };
}

/**
 * Puts listings into the state, and returns their ids. Each has the template's records under an id of its own, written without the
 * chaincode but endorsed, validated and committed with their policies and history, 250 listings per transaction.
 */
export async function fillListings({ channel }: ExchangeChannel, template: Template, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => makeId('lst'));
  for (let from = 0; from < count; from += listingsATransaction) {
    const copies = ids.slice(from, from + listingsATransaction).flatMap((id) => makeCopies(template, id));
    const code = await channel.run({
      endorsers: mspIds,
      simulate: (simulator) => {
        for (const { key, value, metadata } of copies) {
          simulator.putState(chaincode, key, Buffer.from(value));
          if (metadata.size > 0) simulator.setMetadata(chaincode, key, metadata);
          for (const { collection, key: anchor, text } of listAnchors(key, value))
            simulator.putPrivate(chaincode, collection, anchor, Buffer.from(text));
        }
      },
    });
    if (code !== 0) throw new TestError('NOT_COMMITTED', `The listings got the code ${String(code)}.`);
  }
  return ids;
}

/** Returns the statements of a record as its organisations keep them: sealed ones each by its step, and the last one of each organisation. */
function listAnchors(stateKey: string, value: string) {
  const [key, record] = [fromStateKey(stateKey), parseRecord(Buffer.from(value))];
  if (!key || !record) return [];
  const statements = listStatements(key, record);
  return statements.flatMap(({ change, text }, index) =>
    [makeAnchorKey(key), makeAnchorKey(key, nameStep(statements, index))].map((anchor) => ({
      collection: nameCollection(change.mspId),
      key: toStateKey(anchor),
      text,
    })),
  );
}

function makeCopies({ id: known, txIds, records }: Template, id: string): Template['records'] {
  const own = new Map(txIds.map((txId) => [txId, createHash('sha256').update(id).update(txId).digest('hex')]));
  return records.map(({ key, value, metadata }) => {
    let text = value.replaceAll(known, id);
    for (const [from, to] of own) text = text.replaceAll(from, to);
    return { key: key.replaceAll(known, id), value: text, metadata };
  });
}
