import type { MethodDefinition, ServerDuplexStream } from '@grpc/grpc-js';
import { common, peer } from '@hyperledger/fabric-protos';
import type { ServedService } from '../grpc/endpoint';
import { waitForDrain } from '../grpc/handlers';
import type { CommittedBlock } from '../ledger/types';
import type { Resource } from '../peer/types';
import type { BlockFeed } from './block-feed';
import { encodeBlockResponse, encodeFilteredResponse, encodePrivateResponse, encodeStatusResponse } from './deliver-response';
import { readSeek, type Seek, type SeekContext } from './seek';

/** Reads PB(TxPvtReadWriteSet) by transaction index that one organisation's peer has and the reader may see. */
export type ReadPrivateData = (block: CommittedBlock, reader: Uint8Array) => Promise<ReadonlyMap<number, Uint8Array>>;

/** Dependencies of the block streams of one peer. */
export interface DeliverOptions extends Omit<SeekContext, 'resource'> {
  readonly feed: BlockFeed;
  readonly readPrivateData: ReadPrivateData;
}

type Encode = (block: CommittedBlock, seek: Seek) => Buffer | Promise<Buffer>;
type Call = ServerDuplexStream<common.Envelope, Buffer>;

/** Serves protos.Deliver of one peer. Writes responses as bytes. */
export function makeDeliverService(options: DeliverOptions): ServedService {
  const { channelId } = options.ledger;
  const serve =
    (encode: Encode, resource: Resource = 'event/Block') =>
    (call: Call) =>
      new DeliverCall(call, { ...options, resource }, encode).start();
  const { deliver, deliverFiltered, deliverWithPrivateData } = peer.DeliverService;
  return {
    definition: {
      deliver: passBytes(deliver),
      deliverFiltered: passBytes(deliverFiltered),
      deliverWithPrivateData: passBytes(deliverWithPrivateData),
    },
    implementation: {
      deliver: serve(encodeBlockResponse),
      deliverFiltered: serve((block) => encodeFilteredResponse(block, channelId), 'event/FilteredBlock'),
      deliverWithPrivateData: serve(async (block, { creator }) =>
        encodePrivateResponse(block, await options.readPrivateData(block, creator)),
      ),
    },
  };
}

function passBytes(method: MethodDefinition<common.Envelope, peer.DeliverResponse>): MethodDefinition<common.Envelope, Buffer> {
  return { ...method, responseSerialize: (bytes) => bytes, responseDeserialize: (bytes) => bytes };
}

/** One call, which serves seek requests one after another and ends each with a status. */
class DeliverCall {
  private readonly abort = new AbortController();
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly call: Call,
    private readonly options: DeliverOptions & SeekContext,
    private readonly encode: Encode,
  ) {}

  start(): void {
    const { call, abort } = this;
    call.on('data', (envelope: common.Envelope) => {
      this.last = this.last.then(() => this.serve(envelope)).catch(() => this.end(common.Status.INTERNAL_SERVER_ERROR));
    });
    call.on('cancelled', () => abort.abort());
    call.on('error', () => abort.abort());
    // A half-closed reader still gets what it requested.
    call.on('end', () => void this.last.then(() => call.end()));
  }

  private async serve(envelope: common.Envelope): Promise<void> {
    if (this.abort.signal.aborted) return;
    const seek = readSeek(envelope, this.options);
    if (typeof seek === 'number') this.end(seek);
    else if (await this.stream(seek)) this.call.write(encodeStatusResponse(common.Status.SUCCESS));
    else this.end(common.Status.NOT_FOUND);
  }

  /** Writes the requested blocks; false if a block does not exist yet and the reader does not wait. */
  private async stream(seek: Seek): Promise<boolean> {
    const { signal } = this.abort;
    const { feed } = this.options;
    if (!seek.waits && seek.start >= feed.height) return false;
    for await (const block of feed.readFrom(seek.start, signal)) {
      if (!this.call.write(await this.encode(block, seek))) await waitForDrain(this.call, signal);
      if (block.number >= seek.stop) return true;
      if (!seek.waits && block.number + 1 >= feed.height) return false;
    }
    return true;
  }

  private end(status: common.StatusMap[keyof common.StatusMap]): void {
    if (this.abort.signal.aborted) return;
    this.call.write(encodeStatusResponse(status));
    this.call.end();
  }
}
