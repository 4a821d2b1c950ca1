import { common } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../peer/types';

/** Why the orderer rejects an envelope. */
export interface EnvelopeRejection {
  readonly status: common.StatusMap[keyof common.StatusMap];
  readonly info: string;
}

/** Applies the orderer's filters in Fabric's order (`orderer/common/msgprocessor`); undefined if the envelope may be ordered. */
export function checkEnvelope(envelope: common.Envelope, config: ChannelConfig, now: number): EnvelopeRejection | undefined {
  const payload = readPayload(envelope);
  if (typeof payload === 'string') return refuse('BAD_REQUEST', payload);
  const { channelHeader, signatureHeader } = payload;
  if (channelHeader.getChannelId() !== config.channelId) {
    return refuse('NOT_FOUND', `cannot process transaction because channel ${channelHeader.getChannelId()} does not exist`);
  }
  const type = channelHeader.getType();
  if (type === common.HeaderType.CONFIG_UPDATE) return refuse('FORBIDDEN', 'the devnet does not take configuration updates');
  if (type === common.HeaderType.CONFIG || type === common.HeaderType.ORDERER_TRANSACTION) {
    return refuse('BAD_REQUEST', 'message of type that cannot be processed directly');
  }
  return checkSize(envelope, config) ?? checkSigner(envelope, signatureHeader.getCreator_asU8(), { config, now });
}

interface ReadPayload {
  readonly channelHeader: common.ChannelHeader;
  readonly signatureHeader: common.SignatureHeader;
}

function readPayload(envelope: common.Envelope): ReadPayload | string {
  const bytes = envelope.getPayload_asU8();
  if (bytes.length === 0) return 'could not determine type of message: the envelope has no payload';
  try {
    const header = common.Payload.deserializeBinary(bytes).getHeader();
    if (!header) return 'could not determine type of message: the envelope has no header';
    return {
      channelHeader: common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8()),
      signatureHeader: common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()),
    };
  } catch {
    return 'could not determine type of message: error unmarshalling Payload';
  }
}

function checkSize(envelope: common.Envelope, { batch }: ChannelConfig): EnvelopeRejection | undefined {
  const size = envelope.getPayload_asU8().length + envelope.getSignature_asU8().length;
  if (size <= batch.absoluteMaxBytes) return undefined;
  return refuse('BAD_REQUEST', `message payload is ${size} bytes and exceeds maximum allowed ${batch.absoluteMaxBytes} bytes`);
}

function checkSigner(
  envelope: common.Envelope,
  creator: Uint8Array,
  { config, now }: { readonly config: ChannelConfig; readonly now: number },
): EnvelopeRejection | undefined {
  try {
    if (config.deserialize(creator).notAfter.getTime() < now) return refuse('BAD_REQUEST', 'broadcast client identity expired');
  } catch {
    // The policy below gives the reason for an identity of an unknown MSP.
  }
  const signed = { identity: creator, data: envelope.getPayload_asU8(), signature: envelope.getSignature_asU8() };
  const reason = config.findPolicy('/Channel/Writers')?.evaluateSigned([signed]);
  if (reason === undefined) return undefined;
  return refuse('FORBIDDEN', `${reason}: permission denied`);
}

function refuse(status: keyof common.StatusMap, info: string): EnvelopeRejection {
  return { status: common.Status[status], info };
}
