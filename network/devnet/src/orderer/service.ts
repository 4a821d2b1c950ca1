import type { ServerDuplexStream } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import type { ServedService } from '../grpc/endpoint';
import type { Orderer } from './orderer';

/** Serves orderer.AtomicBroadcast/Broadcast. Clients read blocks from the peers. */
export function makeBroadcastService(target: Orderer): ServedService {
  return {
    definition: { broadcast: orderer.AtomicBroadcastService.broadcast },
    implementation: { broadcast: (call: Call) => serveBroadcast(call, target) },
  };
}

type Call = ServerDuplexStream<common.Envelope, orderer.BroadcastResponse>;

function serveBroadcast(call: Call, target: Orderer): void {
  call.on('data', (envelope: common.Envelope) => {
    const rejection = target.broadcast(envelope);
    const response = new orderer.BroadcastResponse();
    response.setStatus(rejection?.status ?? common.Status.SUCCESS);
    response.setInfo(rejection?.info ?? '');
    call.write(response);
  });
  call.on('end', () => call.end());
}
