import { status } from '@grpc/grpc-js';
import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import type { BlockFeed } from '../deliver/block-feed';
import { RpcError } from '../grpc/rpc-error';
import type { CommittedBlock, Ledger } from '../ledger/types';
import { checkAccess } from './check-access';

/** Reads the events of valid transactions of one chaincode, one message per block (Fabric's `internal/pkg/gateway/chaincodeevents.go`). */
export async function* readChaincodeEvents(
  signed: gateway.SignedChaincodeEventsRequest,
  { ledger, feed }: { readonly ledger: Ledger; readonly feed: BlockFeed },
  signal: AbortSignal,
): AsyncGenerator<gateway.ChaincodeEventsResponse> {
  const data = signed.getRequest_asU8();
  const request = gateway.ChaincodeEventsRequest.deserializeBinary(data);
  checkAccess(ledger, {
    resource: 'gateway/ChaincodeEvents',
    channelId: request.getChannelId(),
    signed: { identity: request.getIdentity_asU8(), data, signature: signed.getSignature_asU8() },
  });
  const filter = new AfterFilter(request.getAfterTransactionId());
  for await (const block of feed.readFrom(findStartBlock(request, ledger), signal)) {
    const events = filter.pass(listEvents(block)).filter((event) => event.getChaincodeId() === request.getChaincodeId());
    if (events.length > 0) yield makeEventsResponse(block.number, events);
  }
}

/** Passes the events after that of the given transaction. As on Fabric, it never passes any if the transaction had no event. */
class AfterFilter {
  private isPast: boolean;

  constructor(private readonly afterTxId: string) {
    this.isPast = afterTxId === '';
  }

  pass(events: readonly peer.ChaincodeEvent[]): readonly peer.ChaincodeEvent[] {
    if (this.isPast) return events;
    const index = events.findIndex((event) => event.getTxId() === this.afterTxId);
    this.isPast = index >= 0;
    return this.isPast ? events.slice(index + 1) : [];
  }
}

function findStartBlock(request: gateway.ChaincodeEventsRequest, ledger: Ledger): number {
  const after = request.getAfterTransactionId();
  const known = after === '' ? undefined : ledger.findTransaction(after);
  if (known) return known.blockNumber;
  const position = request.getStartPosition();
  const specified = position?.getSpecified();
  if (specified) return specified.getNumber();
  const isNext =
    !position ||
    position.getTypeCase() === orderer.SeekPosition.TypeCase.NEXT_COMMIT ||
    position.getTypeCase() === orderer.SeekPosition.TypeCase.TYPE_NOT_SET;
  if (isNext) return ledger.height;
  throw new RpcError(status.INVALID_ARGUMENT, 'invalid start position type');
}

function listEvents({ transactions }: CommittedBlock): peer.ChaincodeEvent[] {
  return transactions
    .filter(({ type, code }) => type === common.HeaderType.ENDORSER_TRANSACTION && code === peer.TxValidationCode.VALID)
    .flatMap(({ event }) => (event ? [peer.ChaincodeEvent.deserializeBinary(event)] : []))
    .filter((event) => event.getChaincodeId() !== '' && event.getEventName() !== '' && event.getTxId() !== '');
}

function makeEventsResponse(blockNumber: number, events: readonly peer.ChaincodeEvent[]): gateway.ChaincodeEventsResponse {
  const response = new gateway.ChaincodeEventsResponse();
  response.setBlockNumber(blockNumber);
  response.setEventsList([...events]);
  return response;
}
