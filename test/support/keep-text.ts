import { addSalt } from '@databund/client';
import type { AnswerOf, CommandOf, Hash } from '@databund/model';

/** A world or a network that performs transactions as somebody. */
interface Performer<P> {
  perform(name: 'KeepText', command: CommandOf<'KeepText'>, as: P, transient: object): Promise<AnswerOf<'KeepText'>>;
}

/** Keeps a text in the organisation of its speaker, with a new salt, and returns its hash. @throws ExchangeError */
export async function keepText<P>(performer: Performer<P>, text: string, as: P): Promise<Hash> {
  const { hash, transient } = addSalt({ text });
  await performer.perform('KeepText', { hash }, as, transient);
  return hash;
}
