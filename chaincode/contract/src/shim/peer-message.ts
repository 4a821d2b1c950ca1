import type { ShimMessage } from 'fabric-shim/lib/handler.js';
import { encodeFields, visitFields } from './wire';

/** The types of messages that this package makes or reads. */
export const messageTypes = {
  register: 1,
  ready: 4,
  completed: 6,
  getState: 8,
  putState: 9,
  deleteState: 10,
  putMetadata: 21,
  getPrivateHash: 22,
  purgePrivate: 23,
  writeBatch: 24,
} as const;

/** The fields of PB(ChaincodeMessage). */
interface MessageFields {
  readonly type: number;
  readonly channelId: string;
  readonly txId: string;
  readonly payload: Uint8Array;
  /** PB(SignedProposal). */
  readonly proposal?: Uint8Array | undefined;
  /** PB(ChaincodeEvent). */
  readonly event?: Uint8Array | undefined;
}

/** A message between peer and chaincode, with the methods of the generated class that fabric-shim calls. */
export class PeerMessage implements ShimMessage {
  constructor(private readonly fields: MessageFields) {}

  /** Reads PB(ChaincodeMessage), and keeps its bytes. @throws MESSAGE_INVALID */
  static parse(bytes: Buffer): PeerMessage {
    const fields: Writable<MessageFields> = { type: 0, channelId: '', txId: '', payload: new Uint8Array() };
    visitFields(bytes, (field, value) => {
      if (typeof value === 'number') {
        if (field === 1) fields.type = value;
      } else assignField(fields, field, value);
    });
    return new PeerMessage(fields);
  }

  getType(): number {
    return this.fields.type;
  }

  getPayload_asU8(): Uint8Array {
    return this.fields.payload;
  }

  getTxid(): string {
    return this.fields.txId;
  }

  getChannelId(): string {
    return this.fields.channelId;
  }

  /** Returns the signed proposal as the generated class would. */
  getProposal() {
    const { proposal } = this.fields;
    return proposal && new SignedProposal(proposal);
  }

  getChaincodeEvent(): Uint8Array | undefined {
    return this.fields.event;
  }

  serializeBinary(): Buffer {
    const { type, channelId, txId, payload, event = '' } = this.fields;
    return encodeFields([1, type], [3, payload], [4, txId], [6, event], [7, channelId]);
  }
}

/** PB(SignedProposal) with the methods of the generated class that fabric-shim calls. */
export class SignedProposal {
  private proposal: Uint8Array = new Uint8Array();
  private signature: Uint8Array = new Uint8Array();

  constructor(bytes: Uint8Array) {
    visitFields(bytes, (field, value) => {
      if (typeof value === 'number') return;
      if (field === 1) this.proposal = value;
      if (field === 2) this.signature = value;
    });
  }

  getProposalBytes(): Uint8Array {
    return this.proposal;
  }

  getSignature(): Uint8Array {
    return this.signature;
  }
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

function assignField(fields: Writable<MessageFields>, field: number, value: Uint8Array): void {
  if (field === 3) fields.payload = value;
  else if (field === 4) fields.txId = toText(value);
  else if (field === 5) fields.proposal = value;
  else if (field === 6) fields.event = value;
  else if (field === 7) fields.channelId = toText(value);
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
