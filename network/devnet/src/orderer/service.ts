import type { ServerDuplexStream } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import type { ServedService } from '../grpc/endpoint';
import type { Orderer } from './orderer';

/** Serves orderer.AtomicBroadcast/Broadcast; blocks are read from the peers. */
export function makeBroadcastService(target: Orderer): ServedService {
  return {
    definition: { broadcast: orderer.AtomicBroadcastService.broadcast },
    implementation: { broadcast: (call: Call) => serveBroadcast(call, target) },
  };
}

type Call = ServerDuplexStream<common.Envelope, orderer.BroadcastResponse>;

function serveBroadcast(call: Call, target: Orderer): void {
  call.on('data', (envelope: common.Envelope) => {
    const refused = target.broadcast(envelope);
    const response = new orderer.BroadcastResponse();
    response.setStatus(refused?.status ?? common.Status.SUCCESS);
    response.setInfo(refused?.info ?? '');
    call.write(response);
  });
  call.on('end', () => call.end());
}
