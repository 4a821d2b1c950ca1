import { status } from '@grpc/grpc-js';
import type { Ledger } from '../ledger/types';
import type { SignedData } from '../peer/types';
import { RpcError } from '../grpc/rpc-error';

/** Checks the channel's Readers policy. @throws RpcError PERMISSION_DENIED, also for an unknown channel, because Fabric checks this first */
export function checkReader(ledger: Ledger, channelId: string, signed: SignedData): void {
  if (channelId !== ledger.channelId)
    throw new RpcError(status.PERMISSION_DENIED, `Failed to get policy manager for channel [${channelId}]`);
  const reason = ledger.config.findPolicy('/Channel/Application/Readers')?.evaluateSigned([signed]);
  if (reason === undefined) return;
  const scope = `channel [${channelId}] with policy [/Channel/Application/Readers]`;
  throw new RpcError(status.PERMISSION_DENIED, `Failed evaluating policy on signed data during check policy on ${scope}: [${reason}]`);
}
