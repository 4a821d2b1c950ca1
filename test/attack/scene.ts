import { randomBytes } from 'node:crypto';
import {
  ExchangeError,
  invoke,
  toCanonicalJson,
  toInstant,
  transactions,
  type AnySubmit,
  type Hash,
  type Identity,
  type Writes,
} from '@databund/model';
import { TestError } from '../support/test-error';
import type { LedgerCopy } from './ledger-copy';
import { NotingStore } from './note-reads';
import type { StoryCall } from './story-world';

/** One step of the story before it is submitted: what the rules make of it, in the name of its speaker. */
export interface Scene {
  readonly call: StoryCall;
  readonly declaration: AnySubmit;
  readonly speaker: Identity;
  readonly writes: Writes;
  readonly answer: string;
  /** Stand for the id and the time of the transaction, which nobody knows before. */
  readonly txId: string;
  readonly time: string;
  readonly reads: readonly string[];
  readonly hashReads: readonly { readonly collection: string; readonly key: string }[];
  /** The state without any forgery: before the step, and later after it. */
  readonly ledger: LedgerCopy;
  readonly founding: Hash;
}

/** Finds the declared submit of a call. @throws TestError NO_SUCH_TRANSACTION */
export function findSubmit({ name }: Pick<StoryCall, 'name'>): AnySubmit {
  const declaration = transactions[name];
  if (declaration.kind !== 'submit') throw new TestError('NO_SUCH_TRANSACTION', `${name} is no submit.`);
  return declaration;
}

/** Runs a step by the rules on the present state, without submitting it. @throws ExchangeError if the rules refuse it */
export async function makeScene(
  call: StoryCall,
  { speaker, ledger, founding }: Pick<Scene, 'speaker' | 'ledger' | 'founding'>,
): Promise<Scene> {
  const declaration = findSubmit(call);
  const noting = new NotingStore(ledger);
  const [txId, time] = [randomBytes(32).toString('hex'), toInstant(Date.now())];
  const { answer, writes } = await invoke(declaration, noting, {
    identity: speaker,
    txId,
    time,
    input: toCanonicalJson(call.command),
    agreedFounding: founding,
    ...(call.transient && { transient: toCanonicalJson(call.transient) }),
  });
  if (!writes) throw new TestError('UNEXPECTED_ANSWER', `${call.name} writes nothing.`);
  const { reads, hashReads, prefixes } = noting;
  if (prefixes.length > 0) throw new TestError('READS_A_RANGE', 'A submit reads single keys.');
  return { call, declaration, speaker, writes, answer: toCanonicalJson(answer), txId, time, reads, hashReads, ledger, founding };
}

/** Returns whether the rules let somebody else take the step in its own name. */
export async function mayTake({ call, ledger, founding }: Scene, identity: Identity): Promise<boolean> {
  try {
    await makeScene(call, { speaker: identity, ledger, founding });
    return true;
  } catch (error) {
    if (error instanceof ExchangeError) return false;
    throw error;
  }
}
