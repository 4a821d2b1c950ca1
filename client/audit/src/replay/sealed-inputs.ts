import {
  hashBytes,
  isErrorCode,
  isSameHash,
  keys,
  makeRefusedInputKey,
  makeTextKey,
  priceSlipKey,
  readQuota,
  toCanonicalJson,
  type AnySubmit,
  type Hash,
  type Recorded,
} from '@databund/model';
import { isObject, parseJson } from '../parse-json';
import type { SealedInput } from './sealed-input';

const salt = '0'.repeat(64);

/**
 * The transactions with a transient value: what a pricing writes follows from the public input and from the hash of the slip, and what
 * keeping a text writes from the hash in its input. What a recorded refusal says follows from the refused input itself, so its code is believed as far as the input is not disclosed.
 */
export const sealedInputs: Readonly<Record<string, SealedInput>> = {
  PriceTrade: {
    keyOf: ({ command: { id } }) => priceSlipKey(String(id)),
    makeStandIn: ({ id }) => toCanonicalJson({ amountMinor: 0, currency: 'CNY', salt, tradeId: id }),
    carry: (slip) => ({ slip }),
  },
  RecordRefusal: {
    keyOf: ({ participantId, txId }) => makeRefusedInputKey(participantId, txId),
    makeStandIn: () => toCanonicalJson({ input: null, salt }),
    carry: readObject,
    opaque: {
      recordOf: ({ participantId, txId }) => keys.refusal(participantId, txId),
      declare: declareRefusal,
    },
  },
  KeepText: {
    keyOf: ({ command: { hash }, participantId }) => makeTextKey(participantId, isObject(hash) ? String(hash.value) : ''),
    makeStandIn: () => toCanonicalJson({ salt, text: '-' }),
    carry: readObject,
  },
};

/** Declares the recording of a refusal whose code its record says: of the input it checks only that its hash is the public one. */
function declareRefusal(
  { transient: _transient, saltedHash: _saltedHash, ...declaration }: AnySubmit,
  recorded: Recorded<object> | undefined,
  standIn: string,
  time: string,
): AnySubmit {
  const code: unknown = recorded && 'code' in recorded ? recorded.code : undefined;
  return {
    ...declaration,
    read: async (reader, _command, context) => ({
      target: undefined,
      targetFacts: undefined,
      readError: code,
      recorded: await reader.find(keys.refusal(context.caller.participantId, context.txId)),
      quota: await readQuota(reader, 'refusal', { ...context, time }),
    }),
    checks: {
      NOT_REFUSED: () => (isErrorCode(code) ? undefined : {}),
      INPUT_INVALID: ({ command, hashPrivate = hashBytes }) => (isSameHash(readHash(command), hashPrivate(standIn)) ? undefined : {}),
      ...(declaration.checks.QUOTA_EXCEEDED && { QUOTA_EXCEEDED: declaration.checks.QUOTA_EXCEEDED }),
    },
    effect: (context) => declaration.effect({ ...context, transient: readObject(standIn) }),
  };
}

function readHash(command: unknown): Hash | undefined {
  const value = isObject(command) && isObject(command.inputHash) ? command.inputHash.value : undefined;
  return typeof value === 'string' ? { alg: 'sha-256', value } : undefined;
}

function readObject(text: string): object {
  const value = parseJson(text);
  return isObject(value) ? value : {};
}
