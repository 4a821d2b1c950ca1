import type { TSchema } from '@sinclair/typebox';
import { charter } from './charter';
import { identifyCallerOf, type Identity } from './identify-caller';
import { countBytes } from './kernel/bytes';
import { toCanonicalJson } from './kernel/canonical-json';
import { listErrors } from './kernel/check';
import type { AnyTransaction } from './kernel/declare';
import { ExchangeError } from './kernel/exchange-error';
import { execute, type Outcome } from './kernel/execute';
import type { Hash } from './kernel/hash';
import type { Reader, Store } from './kernel/reader';
import { checkSalted } from './kernel/salted';
import { Session } from './kernel/session';
import { checkAgreed } from './nouns/exchange/check-agreed';
import { exchangeKeys } from './nouns/exchange/keys';
import { inputLimits } from './nouns/exchange/records';

/** One call as it arrives: input and transient value as JSON texts, `time` as an instant. */
export interface Invocation {
  readonly identity: Identity;
  readonly txId: string;
  readonly time: string;
  readonly input: string | undefined;
  readonly transient?: string | undefined;
  /** The hash of the founding document that the organisation of this peer agreed to. */
  readonly agreedFounding: Hash;
  /** Hashes a private text, as `CallContext` does; SHA-256 by default. */
  readonly hashPrivate?: (text: string) => Hash;
}

/**
 * Runs a declared transaction from its raw input: checks that the exchange is the one that this organisation agreed to, limits and parses
 * the input, identifies the caller, and executes.
 * @throws ExchangeError with a code of the input, of the caller or of the transaction
 */
export async function invoke(declaration: AnyTransaction, store: Store, invocation: Invocation): Promise<Outcome> {
  const { identity, txId, time, input, transient, hashPrivate, agreedFounding } = invocation;
  const session = new Session(store, charter, time);
  await requireAgreed(session, agreedFounding);
  await limitInput(session, input ?? '', transient ?? '');
  const command = parseInput(input, declaration.input);
  const hidden = declaration.kind === 'submit' && declaration.transient ? parseInput(transient, declaration.transient) : undefined;
  const mismatch = declaration.kind === 'submit' && checkSalted(declaration, command, hidden, hashPrivate);
  if (mismatch) throw new ExchangeError('INPUT_INVALID', mismatch);
  const caller = await identifyCallerOf(declaration, session, identity);
  const given = { ...(hidden !== undefined && { transient: hidden }), ...(hashPrivate && { hashPrivate }) };
  return execute(declaration, session, { caller, txId, agreedFounding, time, command, ...given });
}

/** Rejects every transaction of an exchange that was founded by another document. Before the founding there is nothing to compare. */
async function requireAgreed(session: Session, agreed: Hash): Promise<void> {
  const details = await checkAgreed(session, agreed);
  if (details) throw new ExchangeError('FOUNDING_NOT_AGREED', details);
}

/** Rejects input that is larger than the exchange accepts. The limit is read only if the input may exceed the smallest possible one. */
async function limitInput(reader: Reader, input: string, transient: string): Promise<void> {
  if ((input.length + transient.length) * mostUnitBytes <= inputLimits.leastBytes) return;
  const sizeBytes = countBytes(input) + countBytes(transient);
  if (sizeBytes <= inputLimits.leastBytes) return;
  const exchange = await reader.find(exchangeKeys.exchange());
  const limitBytes = exchange?.parameters.inputLimitBytes ?? inputLimits.mostBytes;
  if (sizeBytes > limitBytes) throw new ExchangeError('INPUT_TOO_LARGE', { limitBytes });
}

/** The most bytes of UTF-8 for one UTF-16 unit. */
const mostUnitBytes = 3;

function parseInput(text: string | undefined, schema: TSchema): unknown {
  const value = parseJson(text);
  const errors = listErrors(schema, value);
  if (errors.length > 0) throw new ExchangeError('INPUT_INVALID', { errors });
  if (!isCanonical(text, value))
    throw new ExchangeError('INPUT_INVALID', { errors: [{ path: '', reason: 'is not canonical JSON (RFC 8785)' }] });
  return value;
}

/** Returns whether a text is the one canonical form of a value, so that nothing can hide in spaces, in repeated members or in numbers. */
function isCanonical(text: string | undefined, value: unknown): boolean {
  try {
    return toCanonicalJson(value) === text;
  } catch {
    return false; // JSON has no form for a number such as 1e999.
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new ExchangeError('INPUT_INVALID', { errors: [{ path: '', reason: 'is not JSON' }] });
  }
}
