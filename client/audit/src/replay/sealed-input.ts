import type { StateAccess } from '@databund/ledger-verifier';
import {
  getLatest,
  hashBytes,
  parseRecord,
  toCanonicalJson,
  toStateKey,
  type AnySubmit,
  type AnyTransaction,
  type Hash,
  type Key,
  type Recorded,
} from '@databund/model';
import { toHex } from '../bytes';
import { isObject, parseJson } from '../parse-json';

/** A sealed call: its public input, its caller and its transaction. */
export interface SealedCall {
  readonly command: Readonly<Record<string, unknown>>;
  readonly participantId: string;
  readonly txId: string;
}

/** Replaces the transient value of a call, of which the blocks keep only the hash of one private text. */
export interface SealedInput {
  /** Returns the key under which the text is kept. */
  readonly keyOf: (call: SealedCall) => Key;
  /** Makes a text that the rules accept in place of the one that is not known. */
  readonly makeStandIn: (command: SealedCall['command']) => string;
  /** Returns the transient value that carries a text. */
  readonly carry: (text: string) => object;
  /** Only if more than the hash follows from the text, so that no stand-in leads to the same writes. */
  readonly opaque?: OpaqueInput;
}

/** Replaces the decision of a call that depends on a text which is not known. */
export interface OpaqueInput {
  /** Returns the key of the record that says what was decided. */
  readonly recordOf: (call: SealedCall) => Key;
  /**
   * Returns a declaration without a transient value that writes what such a record says at the transaction's own `time`, and keeps the
   * stand-in. It fixes every key, and every member that does not follow from the text; its reads are not compared.
   */
  readonly declare: (declaration: AnySubmit, recorded: Recorded<object> | undefined, standIn: string, time: string) => AnySubmit;
}

/** A transient value for a replay, and what is run with it. */
export interface Opened {
  /** The transient value as canonical JSON. */
  readonly transient: string;
  /** True if the text itself is not known, only its hash. */
  readonly isStandIn: boolean;
  /** Hashes a private text: a stand-in has the hash that the block contains. */
  readonly hashPrivate: (text: string) => Hash;
  readonly declaration: AnyTransaction;
  readonly time: string;
  /** True if the keys that were read follow from the text. */
  readonly areReadsUnknown: boolean;
}

/** A sealed call as its block shows it, and the texts that the auditor was given, by their SHA-256 in hex. */
interface Sealed extends Omit<SealedCall, 'command'>, Pick<Opened, 'declaration' | 'time'> {
  readonly input: string;
  /** Reads and writes of the call in the chaincode's namespace. */
  readonly accesses: readonly StateAccess[];
  readonly disclosed: ReadonlyMap<string, string>;
}

/** Returns the transient value of a call: the text with the hash that the block contains if it is disclosed, or else a stand-in. */
export function openSealed({ keyOf, makeStandIn, carry, opaque }: SealedInput, { input, accesses, disclosed, ...seen }: Sealed): Opened {
  const parsed = parseJson(input);
  const call: SealedCall = { ...seen, command: isObject(parsed) ? parsed : {} };
  const found = findHash(accesses, keyOf(call));
  const text = found === undefined ? undefined : disclosed.get(found);
  const used = text ?? makeStandIn(call.command);
  const opened: Opened = {
    transient: toCanonicalJson(carry(used)),
    isStandIn: text === undefined,
    hashPrivate: (each) => (each === used && found !== undefined ? { alg: 'sha-256', value: found } : hashBytes(each)),
    declaration: seen.declaration,
    time: seen.time,
    areReadsUnknown: false,
  };
  return text === undefined && opaque && seen.declaration.kind === 'submit'
    ? {
        ...opened,
        ...decideByRecord(opaque, seen.declaration, {
          standIn: used,
          time: seen.time,
          recorded: findRecord(accesses, opaque.recordOf(call)),
        }),
      }
    : opened;
}

interface Decided {
  readonly standIn: string;
  readonly time: string;
  readonly recorded: Recorded<object> | undefined;
}

function decideByRecord(
  { declare }: OpaqueInput,
  declaration: AnySubmit,
  { standIn, time, recorded }: Decided,
): Pick<Opened, 'declaration' | 'time' | 'areReadsUnknown'> {
  // Time follows from what was read too; invariant 11 compares it with the reads in the block.
  const at = recorded ? getLatest(time, recorded.change.at) : time;
  return { declaration: declare(declaration, recorded, standIn, time), time: at, areReadsUnknown: true };
}

/** Returns the hash that a call writes under a private key, in hex. */
function findHash(accesses: readonly StateAccess[], key: Key): string | undefined {
  const keyHash = hashBytes(toStateKey(key)).value;
  const closed = accesses.filter(({ collection }) => collection !== '');
  const written = closed.flatMap(({ writes }) => writes).find((write) => write.key === keyHash);
  return written?.value && toHex(written.value);
}

function findRecord(accesses: readonly StateAccess[], key: Key): Recorded<object> | undefined {
  const open = accesses.filter(({ collection }) => collection === '');
  const written = open.flatMap(({ writes }) => writes).find((write) => write.key === toStateKey(key));
  return written?.value && parseRecord(written.value);
}
