import { rename } from 'node:fs/promises';
import type { GatewayConfig } from '../config';
import { openProfile, openWallet } from '../gateway';
import { GatewayError } from '../gateway-error';
import { FabricLedger } from '../ledger/fabric-ledger';
import { hashRows } from './hash-rows';
import { chooseObserver, nameStore } from './followed-model';
import { ReadModel } from './read-model';
import { removeStore } from './remove-store';

/** Blocks that were read, and the hash of the rows that follow from them. */
export interface RebuiltRows {
  readonly height: number;
  readonly digest: string;
}

/** Reads all blocks again beside the rows of a gateway, then takes their place. @throws GatewayError IDENTITY_NOT_HELD, ReadModelError */
export async function rebuildRows(config: GatewayConfig): Promise<RebuiltRows> {
  const wallet = openWallet(config);
  const profile = openProfile(config);
  const ledger = new FabricLedger(profile, {
    organisations: config.organisations,
    findObserver: (mspId) => wallet.findObserver(mspId),
  });
  const [path, made] = [nameStore(config), `${nameStore(config)}.new`];
  try {
    const observer = chooseObserver(ledger, wallet);
    if (!observer) throw new GatewayError('IDENTITY_NOT_HELD', 'The wallet holds no observer, who reads blocks. See wallet observe.');
    await removeStore(made);
    const model = await ReadModel.open({ path: made, chaincode: profile.chaincode });
    const height = await ledger.readHeight(observer);
    await readAll(model, await ledger.streamBlocks(observer, 0), height);
    const rebuilt = { height, digest: await hashRows(model.store) };
    await model.close();
    await removeStore(path);
    await rename(made, path);
    return rebuilt;
  } finally {
    ledger.close();
  }
}

async function readAll(model: ReadModel, blocks: Awaited<ReturnType<FabricLedger['streamBlocks']>>, height: number): Promise<void> {
  try {
    for await (const block of blocks) {
      await model.project(block);
      if (model.height >= height) break;
    }
  } finally {
    blocks.close();
  }
}
