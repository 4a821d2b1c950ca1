import { rename } from 'node:fs/promises';
import type { GatewayConfig } from '../config';
import { openProfile, openWallet } from '../gateway';
import { GatewayError } from '../gateway-error';
import { FabricLedger } from '../ledger/fabric-ledger';
import { hashRows } from './hash-rows';
import { chooseObserver, nameStore } from './followed-model';
import { ReadModel, type ReadModelOptions } from './read-model';
import { makeDamaged } from './read-store';
import { removeBeside, removeStore } from './remove-store';
import type { SqliteDriver } from './sqlite-drivers';

/** Blocks that were read, and the hash of the rows that follow from them. */
export interface RebuiltRows {
  readonly height: number;
  readonly digest: string;
  /** Says what the operator must do so that they are used. */
  readonly next: string;
}

const next = 'Restart the gateway if it runs: until then it answers from the rows before.';

/** Reads all blocks again beside the rows of a gateway, then takes their place. @throws GatewayError IDENTITY_NOT_HELD, ReadModelError */
export async function rebuildRows(config: GatewayConfig, driver?: SqliteDriver): Promise<RebuiltRows> {
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
    const options = { path: made, chaincode: profile.chaincode, driver };
    const model = await ReadModel.open(options);
    const height = await ledger.readHeight(observer);
    await readAll(model, await ledger.streamBlocks(observer, 0), height);
    await model.close();
    await removeBeside(made);
    const rebuilt = await describeFile(options);
    if (rebuilt.height < height) throw makeDamaged(`of ${String(height)} blocks that were written it holds ${String(rebuilt.height)}`);
    await removeBeside(made);
    await removeStore(path);
    await rename(made, path);
    return { ...rebuilt, next };
  } finally {
    ledger.close();
  }
}

/** Opens a file that was closed, so that what is reported is what the file itself holds. */
async function describeFile(options: ReadModelOptions): Promise<Pick<RebuiltRows, 'height' | 'digest'>> {
  const model = await ReadModel.open(options);
  try {
    return { height: model.height, digest: await hashRows(model.store) };
  } finally {
    await model.close();
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
