import { ChaincodeStub } from 'fabric-shim';
import type { ChaincodeMessageHandler, ReceivedMessage } from 'fabric-shim/lib/handler.js';
import { readField, visitFields } from './wire';

type SerializedIdentity = ReturnType<ChaincodeStub['getCreator']>;
type LibraryInput = { getArgsList_asU8(): readonly Uint8Array[] };
type Proposal = NonNullable<ReceivedMessage['proposal']>;

/** Fabric-shim's stub, whose constructor its types leave out. */
const LibraryStub = ChaincodeStub as unknown as new (
  handler: ChaincodeMessageHandler,
  channelId: string,
  txId: string,
  input: LibraryInput,
  proposal?: Proposal,
) => ChaincodeStub & {
  readonly chaincodeEvent?: { serializeBinary(): Uint8Array };
  getBufferArgs(): readonly Buffer[];
};

/** Fabric-shim's stub of a transaction, which decodes only the parts of the proposal that contracts read. */
export class TransactionStub extends LibraryStub {
  private readonly creator: SerializedIdentity;
  private readonly transient = new Map<string, Buffer>();
  private readonly seconds: number;
  private readonly nanos: number;

  /** @throws MESSAGE_INVALID */
  constructor(
    private readonly connection: ChaincodeMessageHandler,
    private readonly message: ReceivedMessage & { readonly proposal: Proposal },
  ) {
    const { channel_id: channelId, txid: txId, payload, proposal } = message;
    super(connection, channelId, txId, makeInput(payload));
    const bytes = proposal.getProposalBytes();
    const header = readField(bytes, 1);
    const creator = readField(readField(header, 2), 1);
    this.creator = { mspid: toBuffer(readField(creator, 1)).toString(), idBytes: readField(creator, 2) };
    [this.seconds, this.nanos] = readTimestamp(readField(readField(header, 1), 3));
    visitFields(readField(bytes, 2), (field, entry) => {
      if (field === 2 && typeof entry !== 'number')
        this.transient.set(toBuffer(readField(entry, 1)).toString(), toBuffer(readField(entry, 2)));
    });
  }

  override getCreator(): SerializedIdentity {
    return this.creator;
  }

  override getTransient(): Map<string, Buffer> {
    return this.transient;
  }

  override getDateTimestamp(): Date {
    return new Date(this.seconds * 1_000 + this.nanos / 1_000_000);
  }

  override getTxTimestamp(): ReturnType<ChaincodeStub['getTxTimestamp']> {
    return this.decodeAll().getTxTimestamp();
  }

  override getSignedProposal(): ReturnType<ChaincodeStub['getSignedProposal']> {
    return this.decodeAll().getSignedProposal();
  }

  override getBinding(): string {
    return this.decodeAll().getBinding();
  }

  /** Encodes PB(ChaincodeEvent) of the event that was set, if one was. */
  encodeEvent(): Uint8Array | undefined {
    return this.chaincodeEvent?.serializeBinary();
  }

  /** Makes the library's own stub, for what no contract of this package reads. */
  private decodeAll(): ChaincodeStub {
    const { channel_id: channelId, txid: txId, payload, proposal } = this.message;
    return new LibraryStub(this.connection, channelId, txId, makeInput(payload), proposal);
  }
}

/** Makes what the library reads from PB(ChaincodeInput): its arguments. */
function makeInput(payload: Uint8Array): LibraryInput {
  const args: Uint8Array[] = [];
  visitFields(payload, (field, value) => {
    if (field === 1 && typeof value !== 'number') args.push(value);
  });
  return { getArgsList_asU8: () => args };
}

function readTimestamp(bytes: Uint8Array): readonly [seconds: number, nanos: number] {
  let [seconds, nanos] = [0, 0];
  visitFields(bytes, (field, value) => {
    if (field === 1 && typeof value === 'number') seconds = value;
    if (field === 2 && typeof value === 'number') nanos = value;
  });
  return [seconds, nanos];
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
