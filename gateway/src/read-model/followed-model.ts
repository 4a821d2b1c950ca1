import { join } from 'node:path';
import { ExchangeError } from '@databund/model';
import type { Logger } from 'pino';
import type { GatewayConfig } from '../config';
import type { HeldIdentity, Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { BlockFollower } from './follow-blocks';
import { ReadModel } from './read-model';
import type { FollowedModel } from './reads';

/** The ledger, and who reads it. */
interface Sources {
  readonly ledger: Ledger;
  readonly wallet: Wallet;
  readonly log: Logger;
  readonly chaincode: string;
}

/** Returns the file in which a gateway keeps what it read from the blocks. */
export function nameStore({ data }: Pick<GatewayConfig, 'data'>): string {
  return join(data, 'gateway', 'read-model', 'rows.db');
}

/** Follows the blocks of the first organisation whose observer the gateway holds; `undefined` if it holds none. */
export async function followBlocks(
  config: Pick<GatewayConfig, 'data'>,
  { ledger, wallet, log, chaincode }: Sources,
): Promise<(FollowedModel & { close(): Promise<void> }) | undefined> {
  const observer = chooseObserver(ledger, wallet);
  if (!observer) return undefined;
  const model = await ReadModel.open({ path: nameStore(config), chaincode });
  const follower = new BlockFollower(model, { ledger, chaincode, log, findObserver: () => requireObserver(wallet, observer.mspId) });
  const close = async () => {
    await follower.close();
    await model.close();
  };
  return { model, mspId: observer.mspId, follower, close };
}

/** Returns the observer of the first organisation that has one. */
export function chooseObserver(ledger: Ledger, wallet: Wallet): HeldIdentity | undefined {
  return ledger.organisations.map((mspId) => wallet.findObserver(mspId)).find((held) => held !== undefined);
}

/** Returns an organisation's observer, whose certificate can be renewed at any time. @throws NETWORK_UNAVAILABLE */
export function requireObserver(wallet: Wallet, mspId: string): HeldIdentity {
  const observer = wallet.findObserver(mspId);
  if (observer) return observer;
  throw new ExchangeError('NETWORK_UNAVAILABLE', { reason: `the gateway holds no observer of ${mspId}, who reads blocks` });
}
