import { declareEvaluate } from '../../kernel/declare';
import { Closed } from '../../kernel/forms';
import { KeptText, makeTextKey, parseKept, textHashInHex } from '../../kernel/kept-text';
import { expectWritten } from '../../kernel/reader';

export const GetText = declareEvaluate<string | undefined>()({
  name: 'GetText',
  noun: 'text',
  verb: 'get',
  summary: 'Reads a text that you kept in your own organisation. Those of others are read by the object in which their hash stands.',
  address: ['hash'],
  input: Closed({ hash: textHashInHex }),
  output: KeptText,
  read: (ledger, { hash }, { caller }) => ledger.findPrivate(makeTextKey(caller.participantId, hash)),
  checks: { TEXT_NOT_FOUND: ({ facts }) => (facts === undefined ? {} : undefined) },
  answer: ({ facts }) => parseKept(expectWritten(facts)),
});
