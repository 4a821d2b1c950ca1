import { status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import type { BlockFeed } from '../deliver/block-feed';
import type { ServedService } from '../grpc/endpoint';
import { handleServerStream, handleUnary, handleWaitingUnary } from '../grpc/handlers';
import { RpcError } from '../grpc/rpc-error';
import { readChaincodeEvents } from './chaincode-events';
import type { CommitNotifier } from './commit-notifier';
import { waitForCommitStatus } from './commit-status';
import { endorse } from './endorse';
import { evaluate, type GatewayContext } from './evaluate';
import { submit, type SubmitTarget } from './submit';

/** Dependencies of one organisation's gateway. */
export interface GatewayServiceOptions extends GatewayContext {
  readonly submitTarget: SubmitTarget;
  readonly notifier: CommitNotifier;
  readonly feed: BlockFeed;
  /** Most concurrent calls; Fabric's default is 500. */
  readonly maxConcurrentCalls: number;
}

/** Serves gateway.Gateway of one organisation's peer. */
export function makeGatewayService(options: GatewayServiceOptions): ServedService {
  const limit = new CallLimit(options.maxConcurrentCalls);
  return {
    definition: gateway.GatewayService,
    implementation: {
      evaluate: handleUnary((request: gateway.EvaluateRequest) => limit.run(() => evaluate(request, options))),
      endorse: handleUnary((request: gateway.EndorseRequest) => limit.run(() => endorse(request, options))),
      submit: handleUnary((request: gateway.SubmitRequest) => limit.run(() => Promise.resolve(submit(request, options.submitTarget)))),
      commitStatus: handleWaitingUnary((request: gateway.SignedCommitStatusRequest, signal) =>
        limit.run(() => waitForCommitStatus(request, options, signal)),
      ),
      chaincodeEvents: handleServerStream((request: gateway.SignedChaincodeEventsRequest, signal) =>
        readChaincodeEvents(request, options, signal),
      ),
    },
  };
}

/** Rejects calls above the limit with Fabric's text. */
class CallLimit {
  private running = 0;

  constructor(private readonly max: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.max) throw new RpcError(status.UNKNOWN, 'too many requests for /gateway.Gateway');
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
    }
  }
}
