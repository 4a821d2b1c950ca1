import { addSalt } from '@databund/client';
import type { AnswerOf, CommandOf } from '@databund/model';

/** A transaction that was refused, by its name, with its input. */
interface Refused {
  readonly transaction: string;
  readonly input: unknown;
}

/** A world or a network that performs transactions as somebody. */
interface Performer<P> {
  perform(name: 'RecordRefusal', command: CommandOf<'RecordRefusal'>, as: P, transient: object): Promise<AnswerOf<'RecordRefusal'>>;
}

/** Makes the input of RecordRefusal, and its transient value with a new salt. */
export function makeRefusal({ transaction, input }: Refused): {
  readonly command: CommandOf<'RecordRefusal'>;
  readonly transient: { readonly salt: string };
} {
  const { hash, transient } = addSalt({ input });
  return { command: { transaction, inputHash: hash }, transient };
}

/** Records a refusal. @throws ExchangeError */
export function recordRefusal<P>(performer: Performer<P>, refused: Refused, as: P): Promise<AnswerOf<'RecordRefusal'>> {
  const { command, transient } = makeRefusal(refused);
  return performer.perform('RecordRefusal', command, as, transient);
}
