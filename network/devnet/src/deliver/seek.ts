import { common, orderer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/types';
import type { Resource, SignedData } from '../peer/types';

/** The blocks that a reader requests, and whether it waits for future ones. */
export interface Seek {
  readonly start: number;
  readonly stop: number;
  readonly waits: boolean;
  /** PB(SerializedIdentity) of the reader. */
  readonly creator: Uint8Array;
}

type Status = common.StatusMap[keyof common.StatusMap];

/** Ledger and clock against which a seek request is checked. */
export interface SeekContext {
  readonly ledger: Ledger;
  readonly maxClockSkewMs: number;
  readonly now: () => number;
  /** The resource of the access control list that its reader needs. */
  readonly resource: Resource;
}

/** Reads and checks a signed seek request, or returns the status that rejects it (Fabric's `common/deliver/deliver.go`). */
export function readSeek(envelope: common.Envelope, context: SeekContext): Seek | Status {
  const request = parse(envelope);
  if (!request) return common.Status.BAD_REQUEST;
  const { channelHeader, creator, seekInfo } = request;
  const timestamp = channelHeader.getTimestamp();
  if (!timestamp || Math.abs(context.now() - timestamp.getSeconds() * 1000) > context.maxClockSkewMs) return common.Status.BAD_REQUEST;
  if (channelHeader.getChannelId() !== context.ledger.channelId) return common.Status.NOT_FOUND;
  const signed = { identity: creator, data: envelope.getPayload_asU8(), signature: envelope.getSignature_asU8() };
  if (!canRead(signed, context)) return common.Status.FORBIDDEN;
  const [start, stop] = [seekInfo.getStart(), seekInfo.getStop()];
  if (!start || !stop) return common.Status.BAD_REQUEST;
  return resolve(seekInfo, { creator, height: context.ledger.height, start, stop });
}

/** Returns whether the signer may read the resource and its certificate has not expired. */
function canRead(signed: SignedData, { ledger, now, resource }: SeekContext): boolean {
  try {
    if (ledger.config.deserialize(signed.identity).notAfter.getTime() < now()) return false;
  } catch {
    return false;
  }
  return ledger.config.denyAccess(resource, signed) === undefined;
}

interface ParsedSeek {
  readonly channelHeader: common.ChannelHeader;
  readonly creator: Uint8Array;
  readonly seekInfo: orderer.SeekInfo;
}

function parse(envelope: common.Envelope): ParsedSeek | undefined {
  try {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = payload.getHeader();
    if (!header) return undefined;
    return {
      channelHeader: common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8()),
      creator: common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()).getCreator_asU8(),
      seekInfo: orderer.SeekInfo.deserializeBinary(payload.getData_asU8()),
    };
  } catch {
    return undefined;
  }
}

interface Bounds {
  readonly creator: Uint8Array;
  readonly height: number;
  readonly start: orderer.SeekPosition;
  readonly stop: orderer.SeekPosition;
}

function resolve(seekInfo: orderer.SeekInfo, { creator, height, start, stop }: Bounds): Seek | Status {
  const from = resolvePosition(start, height);
  if (from > height) return common.Status.NOT_FOUND;
  const isNewestToNewest = stop.getTypeCase() === orderer.SeekPosition.TypeCase.NEWEST;
  const until = isNewestToNewest ? Math.max(from, height - 1) : resolveStop(stop, from);
  if (until < from) return common.Status.BAD_REQUEST;
  return { creator, start: from, stop: until, waits: seekInfo.getBehavior() === orderer.SeekInfo.SeekBehavior.BLOCK_UNTIL_READY };
}

function resolvePosition(position: orderer.SeekPosition, height: number): number {
  switch (position.getTypeCase()) {
    case orderer.SeekPosition.TypeCase.OLDEST:
      return 0;
    case orderer.SeekPosition.TypeCase.NEWEST:
      return Math.max(0, height - 1);
    case orderer.SeekPosition.TypeCase.SPECIFIED:
      return position.getSpecified()?.getNumber() ?? 0;
    default:
      return height;
  }
}

/** Resolves the last block; "oldest" means the start itself. */
function resolveStop(stop: orderer.SeekPosition, from: number): number {
  return stop.getTypeCase() === orderer.SeekPosition.TypeCase.SPECIFIED ? (stop.getSpecified()?.getNumber() ?? 0) : from;
}
