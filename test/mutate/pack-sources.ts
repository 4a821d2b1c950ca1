import {
  signAs,
  decodePack,
  LedgerIndex,
  makeBlocksPack,
  makeCheckpointPack,
  readPinnedRoots,
  type Cosigner,
  type Pack,
} from '@databund/audit';
import { signMessage } from '@databund/devnet/internal/proto/signature';
import type { PinnedRoots } from '@databund/ledger-verifier';
import { readBlocks } from '../invariants/read-blocks';
import { Exchange } from '../support/exchange';
import { fund, grant, makeContent } from '../support/listings';

/** An unchanged pack, and the roots that its readers trust. */
export interface PackSource {
  readonly bytes: Uint8Array;
  readonly pack: Pack;
  readonly pinnedRoots: PinnedRoots;
}

/** Makes a pack of each kind about a funded trade on the devnet, with other trades around it. */
export async function makePackSources(): Promise<readonly PackSource[]> {
  const exchange = await Exchange.open({ batchTimeoutMs: 20 });
  try {
    const { id } = await grant(exchange, makeContent({ charge: { basis: 'priced' } }));
    const { trade } = await fund(exchange, id);
    await grant(exchange);
    const { network } = exchange;
    const blocks = await readBlocks(network);
    const index = new LedgerIndex();
    for (const block of blocks) index.append(block);
    const readBlock = (number: number) => Promise.resolve(blocks[number] ?? new Uint8Array());
    const request = { subject: { kind: 'trade', id: trade }, index, readBlock } as const;
    const mspIds = Object.keys(network.connectionProfile.organisations);
    const cosigners = await Promise.all(mspIds.map((mspId) => makeCosigner(exchange, mspId)));
    const pinnedRoots = readPinnedRoots(network.profilePath);
    const packs = [await makeBlocksPack(request), await makeCheckpointPack(request, signAs(cosigners))];
    return packs.map((bytes) => ({ bytes, pack: decodePack(bytes), pinnedRoots }));
  } finally {
    await exchange.close();
  }
}

async function makeCosigner({ network }: Exchange, mspId: string): Promise<Cosigner> {
  const { certificate, privateKey } = await network.issueObserver(mspId);
  return { mspId, certificate: certificate.toString(), sign: (message) => Promise.resolve(signMessage(privateKey, message)) };
}
