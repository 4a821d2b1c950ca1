import { status } from '@grpc/grpc-js';
import type { peer } from '@hyperledger/fabric-protos';
import type { AnsweredProposal } from '../endorser/endorser';
import type { UnpackedProposal } from '../endorser/proposal';
import { RpcError, type ErrorDetail } from '../grpc/rpc-error';
import type { Layout } from './endorsement-plan';
import { hasFailed, judgeOutcome } from './outcome-status';
import { makeDetail, type GatewayPeer } from './peers';

/** A result with sufficient endorsements. */
export interface EndorsedResult {
  /** PB(ProposalResponsePayload), the same bytes at every endorser. */
  readonly payload: Uint8Array;
  readonly endorsements: readonly peer.Endorsement[];
}

/** Asks the peers of one layout after another until all peers of one return the same result (Fabric's `internal/pkg/gateway/endorsement.go`). */
export class EndorsementCollector {
  private payload: Buffer | undefined;
  private readonly endorsements = new Map<GatewayPeer, peer.Endorsement>();
  private readonly failed = new Set<GatewayPeer>();
  private readonly details: ErrorDetail[] = [];

  constructor(
    private readonly proposal: UnpackedProposal,
    private readonly layouts: readonly Layout[],
  ) {}

  /** Adds a peer's result; one that differs from the first is a failure of that peer. */
  add(from: GatewayPeer, { payload = new Uint8Array(), endorsement }: AnsweredProposal): void {
    this.payload ??= Buffer.from(payload);
    if (endorsement && this.payload.equals(payload)) this.endorsements.set(from, endorsement);
    else this.fail(from, 'ProposalResponsePayloads do not match');
  }

  /** Collects the endorsements of one layout. @throws RpcError ABORTED with the peers' reasons if no layout can be completed */
  async collect(): Promise<EndorsedResult> {
    for (const layout of this.layouts) {
      if (layout.some((one) => this.failed.has(one))) continue;
      await Promise.all(layout.filter((one) => !this.endorsements.has(one)).map((one) => this.ask(one)));
      const complete = this.complete(layout);
      if (complete) return complete;
    }
    throw new RpcError(
      status.ABORTED,
      'failed to collect enough transaction endorsements, see attached details for more info',
      this.details,
    );
  }

  private async ask(target: GatewayPeer): Promise<void> {
    const judged = judgeOutcome(await target.endorser.process(this.proposal));
    if (hasFailed(judged)) this.fail(target, judged.message);
    else this.add(target, judged);
  }

  private fail(target: GatewayPeer, message: string): void {
    this.failed.add(target);
    this.details.push(makeDetail(target, message));
  }

  private complete(layout: Layout): EndorsedResult | undefined {
    const endorsements = layout.flatMap((one) => this.endorsements.get(one) ?? []);
    if (!this.payload || endorsements.length < layout.length) return undefined;
    return { payload: this.payload, endorsements };
  }
}
