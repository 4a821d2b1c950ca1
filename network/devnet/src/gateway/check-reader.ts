import { status } from '@grpc/grpc-js';
import type { Ledger } from '../ledger/types';
import type { SignedData } from '../peer/types';
import { RpcError } from '../grpc/rpc-error';

/**
 * Lets a signer go on that the channel's Readers policy admits.
 * @throws RpcError PERMISSION_DENIED for any other; an unknown channel is denied too, for Fabric asks this first.
 */
export function checkReader(ledger: Ledger, channelId: string, signed: SignedData): void {
  if (channelId !== ledger.channelId)
    throw new RpcError(status.PERMISSION_DENIED, `Failed to get policy manager for channel [${channelId}]`);
  const reason = ledger.config.findPolicy('/Channel/Application/Readers')?.evaluateSigned([signed]);
  if (reason === undefined) return;
  const where = `channel [${channelId}] with policy [/Channel/Application/Readers]`;
  throw new RpcError(status.PERMISSION_DENIED, `Failed evaluating policy on signed data during check policy on ${where}: [${reason}]`);
}
