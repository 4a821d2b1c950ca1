import { Type, type Static, type TObject, type TProperties, type TSchema } from '@sinclair/typebox';
import type { CallContext, Checks, Evaluate, Noun } from './declare';
import { Closed, MspId } from './forms';
import { KeptText, makeTextKey, parseKept, textHashInHex } from './kept-text';
import type { Key } from './key';
import { narrowCommand } from './narrow-command';
import { checkVisible, isHiddenFrom, type NounModel } from './noun';
import { expectWritten, type Ledger } from './reader';
import type { Change } from './record';
import { listValues } from './statement';

/** The answer about a text: who spoke it, and if the asked peer is of the speaker's organisation, the text. */
export const TextAnswer = Type.Object(
  {
    speaker: Type.String({ description: 'The participant that wrote it.' }),
    mspId: MspId,
    kept: Type.Optional(KeptText),
  },
  { $id: 'TextAnswer', additionalProperties: false },
);
export type TextAnswer = Static<typeof TextAnswer>;

/** Members of an input that name a text. */
export const textInput = {
  hash: textHashInHex,
  by: Type.Optional(Type.String({ maxLength: 100, description: 'The participant that wrote it; only an objection needs it.' })),
  from: Type.Optional(
    Type.String({ ...MspId, description: "The organisation whose peer answers, which is the speaker's. The gateway asks it by itself." }),
  ),
};

/** Facts of a text: the object, who wrote the text into it, and the text if this peer's organisation keeps it. */
export interface TextFacts<Facts> {
  readonly object: Facts;
  readonly spoken: Change | undefined;
  readonly isAsked: boolean;
  readonly kept: string | undefined;
}

interface Texts<Facts> {
  readonly name: string;
  readonly summary: string;
  /** Names the records beside the head. `by` is the participant that the caller names. */
  records?(facts: Facts, by: string | undefined): readonly Key[];
}

type TextInput<A extends TProperties> = TObject<A & typeof textInput>;

/**
 * Declares the read of a text whose hash stands in an object, for those who may read the object. Only the peer of the speaker's
 * organisation has it; it reads what the speaker itself kept, so nobody gets another's text by naming its hash.
 */
export function declareTextRead<Facts, Head extends object, N extends Noun, A extends TProperties, V extends TSchema>(
  model: NounModel<Facts, Head, N, A, V>,
  texts: Texts<Facts>,
): Evaluate<TextFacts<Facts>, TextInput<A>, typeof TextAnswer, N, 'text'>;
export function declareTextRead(
  model: NounModel<unknown, object, Noun, TProperties, TSchema>,
  texts: Texts<unknown>,
): Evaluate<TextFacts<unknown>, TSchema, typeof TextAnswer, Noun, 'text'> {
  return {
    kind: 'evaluate',
    name: texts.name,
    noun: model.noun,
    verb: 'text',
    summary: texts.summary,
    address: Object.keys(model.address),
    answeredBy: 'from',
    input: Closed({ ...model.address, ...textInput }),
    output: TextAnswer,
    readErrors: [model.notFound],
    read: async (ledger, command, context) => {
      const named = narrowCommand<Named>(command);
      const object = await model.read(ledger, named, context);
      const keys = isHiddenFrom(model, object, context.caller)
        ? []
        : [model.keyOf(model.head(object)), ...(texts.records?.(object, named.by) ?? [])];
      return { object, ...(await readText(ledger, { keys, named, ...context })) };
    },
    relate: ({ object }, caller) => model.relate(object, caller),
    checks: {
      ...checkVisible<TextFacts<unknown>>({
        notFound: model.notFound,
        isHidden: ({ object }, actors) => model.isHidden(object, actors),
      }),
      ...textChecks,
    },
    answer: ({ facts }) => answerText(facts),
  };
}

/** Members of an input that name a text, apart from the object. */
interface Named {
  readonly hash: string;
  readonly by?: string;
  readonly from?: string;
}

interface Asked extends Pick<CallContext, 'caller'> {
  readonly keys: readonly Key[];
  readonly named: Named;
}

/** Checks that the object names the text, and that the speaker's organisation keeps it. */
export const textChecks: Checks<Omit<TextFacts<unknown>, 'object'>, unknown> = {
  TEXT_NOT_FOUND: ({ facts: { spoken, isAsked, kept } }) => {
    if (!spoken) return {};
    return isAsked && kept === undefined ? { keptBy: spoken.mspId } : undefined;
  },
};

/** Finds a text by its hash in records, and reads it if the asked peer is of the organisation that spoke it. */
export async function readText(ledger: Ledger, { keys, named, caller }: Asked): Promise<Omit<TextFacts<unknown>, 'object'>> {
  const spoken = await findSpoken(ledger, keys, named);
  const isAsked = spoken !== undefined && (named.from ?? caller.mspId) === spoken.mspId;
  const kept = isAsked ? await ledger.findPrivate(makeTextKey(spoken.actor, named.hash), spoken.mspId) : undefined;
  return { spoken, isAsked, kept };
}

async function findSpoken(ledger: Ledger, keys: readonly Key[], { hash, by }: Named): Promise<Change | undefined> {
  for (const key of keys) {
    const record = await ledger.find(key);
    const isWanted = (change: Change) => by === undefined || change.actor === by;
    const spoken = record && listValues(record).find(({ change, values }) => isWanted(change) && hasText(change, values, hash));
    if (spoken) return spoken.change;
  }
  return undefined;
}

/** The members in which the hash of a text stands, by the member of the record. Other hashes are given by other parties too. */
const textPlaces: Readonly<Record<string, readonly string[]>> = {
  claim: [],
  text: [],
  terms: ['note'],
  evidence: ['text'],
  rulings: ['text'],
};

/** Returns whether a change names a text by its hash: as its reason, or in a member that is for texts. */
function hasText({ reason }: Change, values: Readonly<Record<string, unknown>>, hash: string): boolean {
  const said = Object.entries(values).map(([name, value]) => getText(name.split('/')[0] ?? name, value));
  return [reason?.hash, ...said].some((each) => getMember(each, 'value') === hash);
}

function getText(name: string, value: unknown): unknown {
  const place = Object.hasOwn(textPlaces, name) ? textPlaces[name] : undefined;
  return place?.reduce(getMember, value);
}

function getMember(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

/** Returns the answer about a text. */
export function answerText({ spoken, kept }: Omit<TextFacts<unknown>, 'object'>): TextAnswer {
  const { actor: speaker, mspId } = expectWritten(spoken);
  return { speaker, mspId, ...(kept !== undefined && { kept: parseKept(kept) }) };
}
