import { msp } from '@hyperledger/fabric-protos';
import { decodeBlock, decodeTransaction, isConfig, type Block, type StateAccess, type Transaction } from '@databund/ledger-verifier';
import { eventName, findAttribute, participantAttribute, readCertificate } from '@databund/model';
import { LRUCache } from 'lru-cache';

/** The flag of a valid transaction. */
const valid = 0;
/** The flag of a transaction that was not validated. */
const unvalidated = 254;

/** A transaction of a block, valid or not. Members that cannot be read are empty. */
export interface BlockTransaction {
  readonly position: number;
  readonly flag: number;
  readonly id: string;
  readonly type: number;
  readonly time: string;
  readonly mspId: string;
  /** The participant that the sender's certificate names, or `admin@` and the organisation of an administrator. */
  readonly actor: string;
  readonly function: string;
  /** The input of the call as text. */
  readonly input: string;
  /** The organisations that endorsed it, each once. */
  readonly endorsers: readonly string[];
  /** The payload of its event of the exchange as text. */
  readonly event: string;
  /** Lists what a valid one does in the exchange's namespace: its public state, then its private collections by hash. */
  readonly accesses: readonly StateAccess[];
}

/** A block as the read model takes it. */
export interface ReadBlock extends Pick<Block, 'number' | 'headerHash' | 'previousHash'> {
  /** The channel that its transactions name; empty if none can be read. */
  readonly channel: string;
  /** The latest time that a valid transaction states. */
  readonly time: string;
  readonly transactions: readonly BlockTransaction[];
}

/** Reads a serialised block. It believes flags and hashes, as its organisation's own peer stores them. @throws VerifierError */
export function readBlock(bytes: Uint8Array, chaincode: string): ReadBlock {
  const { number, headerHash, previousHash, data, flags } = decodeBlock(bytes);
  const decoded = data.map((envelope, position) => ({ position, flag: flags[position] ?? unvalidated, transaction: decode(envelope) }));
  const times = decoded.flatMap(({ flag, transaction }) => (flag === valid && transaction ? [transaction.timeMs] : []));
  return {
    number,
    headerHash,
    previousHash,
    channel: decoded.map(({ transaction }) => transaction?.channel ?? '').find((channel) => channel !== '') ?? '',
    time: toTime(Math.max(0, ...times)),
    transactions: decoded.map((each) => describe(each, chaincode)),
  };
}

function decode(envelope: Uint8Array): Transaction | undefined {
  try {
    return decodeTransaction(envelope);
  } catch {
    return undefined;
  }
}

interface Decoded {
  readonly position: number;
  readonly flag: number;
  readonly transaction: Transaction | undefined;
}

function describe({ position, flag, transaction }: Decoded, chaincode: string): BlockTransaction {
  const empty = {
    position,
    flag,
    id: '',
    type: 0,
    time: '',
    mspId: '',
    actor: '',
    function: '',
    input: '',
    endorsers: [],
    event: '',
    accesses: [],
  };
  if (!transaction) return empty;
  const { txId, type, timeMs, creator, action } = transaction;
  const known = { ...empty, id: toText(txId), type, time: toTime(timeMs), ...nameSender(creator) };
  if (!action) return known;
  const endorsers = action.endorsements.map(({ endorser }) => nameSender(endorser).mspId);
  const isOwn = flag === valid && !isConfig(transaction);
  return {
    ...known,
    function: toText(action.args[0]),
    input: toText(action.args[1]),
    endorsers: [...new Set(endorsers)].sort(),
    event: action.chaincode === chaincode && action.eventName === eventName ? toText(action.event) : '',
    accesses: isOwn ? action.accesses.filter(({ namespace }) => namespace === chaincode) : [],
  };
}

interface Sender {
  readonly mspId: string;
  readonly actor: string;
}

const senders = new LRUCache<string, Sender>({ max: 1_000 });

function nameSender(creator: Uint8Array): Sender {
  const text = Buffer.from(creator).toString('latin1');
  const sender = senders.get(text) ?? readSender(creator);
  senders.set(text, sender);
  return sender;
}

function readSender(creator: Uint8Array): Sender {
  try {
    const identity = msp.SerializedIdentity.deserializeBinary(creator);
    const mspId = toText(identity.getMspid());
    const certificate = readCertificate(Buffer.from(identity.getIdBytes_asU8()).toString('utf8'));
    const isAdmin = certificate?.units.includes('admin') === true;
    const named = certificate && findAttribute(certificate, participantAttribute);
    return { mspId, actor: isAdmin ? `admin@${mspId}` : toText(named ?? '') };
  } catch {
    return { mspId: '', actor: '' };
  }
}

/** Returns a text without U+0000, at which some drivers end it. */
function toText(value: Uint8Array | string = ''): string {
  const text = typeof value === 'string' ? value : Buffer.from(value).toString('utf8');
  return text.replaceAll('\u0000', '\ufffd');
}

function toTime(timeMs: number): string {
  return Number.isFinite(timeMs) && Math.abs(timeMs) < 8.64e15 ? new Date(timeMs).toISOString() : '';
}
