import { createHash } from 'node:crypto';
import { chaincode, mspIds } from '../../conformance/test-channel';
import { newId } from '../../support/exchange';
import type { ExchangeChannel } from './exchange-channel';
import { LedgerWorld } from './ledger-world';
import { listed } from './stories';

/** A listing as the chaincode left it in the state. */
export interface Template {
  readonly id: string;
  readonly txIds: readonly string[];
  readonly records: readonly { readonly key: string; readonly value: string; readonly metadata: ReadonlyMap<string, Uint8Array> }[];
}

const listingsATransaction = 250;

/** Has one listing made and listed by the chaincode, and reads every record of its own that this left: pointer, version, stances, grade, indexes. */
export async function makeTemplate(exchange: ExchangeChannel): Promise<Template> {
  const txIds: string[] = [];
  const written = new Set<string>();
  const world = new LedgerWorld(exchange, (_, committed) => {
    txIds.push(committed.txId);
    for (const key of committed.written) written.add(key);
  });
  for (const deed of listed) await deed(world);
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
 * Puts so many listings into the state, and answers their ids. Each is the template’s records, byte for byte, under an id and with
 * transaction ids of its own. They are written without the chaincode, 250 listings a transaction, but through the ledger:
 * simulated, endorsed by every organisation’s peer, validated, appended to the blocks, and committed with their policies and history.
 */
export async function fillListings({ channel }: ExchangeChannel, template: Template, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => newId('lst'));
  for (let from = 0; from < count; from += listingsATransaction) {
    const copies = ids.slice(from, from + listingsATransaction).flatMap((id) => copiesOf(template, id));
    const code = await channel.run({
      endorsers: mspIds,
      simulate: (simulator) => {
        for (const { key, value, metadata } of copies) {
          simulator.putState(chaincode, key, Buffer.from(value));
          if (metadata.size > 0) simulator.setMetadata(chaincode, key, metadata);
        }
      },
    });
    if (code !== 0) throw new Error(`listings were committed with code ${String(code)}`);
  }
  return ids;
}

function copiesOf({ id: known, txIds, records }: Template, id: string): Template['records'] {
  const own = new Map(txIds.map((txId) => [txId, createHash('sha256').update(id).update(txId).digest('hex')]));
  return records.map(({ key, value, metadata }) => {
    let text = value.replaceAll(known, id);
    for (const [from, to] of own) text = text.replaceAll(from, to);
    return { key: key.replaceAll(known, id), value: text, metadata };
  });
}
