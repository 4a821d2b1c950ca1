import { declareSubmit } from '../../kernel/declare';
import { toCanonicalJson } from '../../kernel/canonical-json';
import { Closed } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { KeptText, makeTextKey } from '../../kernel/kept-text';

/**
 * Keeps a text in the caller's own organisation, before a step that names its hash. It writes nothing public, so its own peer endorses it
 * alone and no other sees the text.
 */
export const KeepText = declareSubmit<undefined>()({
  name: 'KeepText',
  endorsedBy: 'own',
  noun: 'text',
  verb: 'keep',
  admits: 'overseer',
  summary: 'Keeps a text in your own organisation. A reason, claim or note then names its salted hash, and parties read it from there.',
  address: [],
  input: Closed({ hash: Hash }),
  transient: KeptText,
  saltedHash: 'hash',
  output: Closed({ hash: Hash }),
  read: () => Promise.resolve(undefined),
  effect: ({ command: { hash }, caller, transient }) => ({
    puts: [],
    privately: { key: makeTextKey(caller.participantId, hash.value), value: toCanonicalJson(transient) },
    events: [],
  }),
  checks: {},
  answer: ({ command: { hash } }) => ({ hash }),
  emits: [],
});
