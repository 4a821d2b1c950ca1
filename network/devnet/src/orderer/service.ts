import type { ServerDuplexStream } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import { readMessage } from '../errors';
import type { ServedService } from '../grpc/endpoint';
import type { EnvelopeRejection } from './check-envelope';
import type { Orderer } from './orderer';

/** Serves orderer.AtomicBroadcast/Broadcast. Clients read blocks from the peers. */
export function makeBroadcastService(target: Orderer): ServedService {
  return {
    definition: { broadcast: orderer.AtomicBroadcastService.broadcast },
    implementation: { broadcast: (call: Call) => serveBroadcast(call, target) },
  };
}

/** Broadcasts an envelope; one that cannot be judged is rejected, and ends nothing else. */
function broadcast(envelope: common.Envelope, target: Orderer): EnvelopeRejection | undefined {
  try {
    return target.broadcast(envelope);
  } catch (error) {
    return { status: common.Status.BAD_REQUEST, info: readMessage(error) };
  }
}

type Call = ServerDuplexStream<common.Envelope, orderer.BroadcastResponse>;

function serveBroadcast(call: Call, target: Orderer): void {
  call.on('data', (envelope: common.Envelope) => {
    const rejection = broadcast(envelope, target);
    const response = new orderer.BroadcastResponse();
    response.setStatus(rejection?.status ?? common.Status.SUCCESS);
    response.setInfo(rejection?.info ?? '');
    call.write(response);
  });
  call.on('end', () => call.end());
}
