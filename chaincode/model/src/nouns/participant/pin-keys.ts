import { declareTransition } from '../../kernel/transition';
import { checkPinsCaller } from './check-pins';
import { participant } from './participant';
import { KeyHashes } from './records';

/** Replaces the certificates that a participant pins. */
export const PinKeys = declareTransition(participant, {
  name: 'PinKeys',
  action: 'pin',
  admits: 'unpinned',
  summary:
    'Replaces the certificates that you pin. A list that is not empty must contain the calling one; an empty list trusts your CA again.',
  event: 'ParticipantKeysPinned',
  input: { keyHashes: KeyHashes },
  checks: {
    CERTIFICATE_NOT_PINNED: ({ facts, command: { keyHashes }, caller }) =>
      facts.participant.mustPin && keyHashes.length === 0
        ? { calling: caller.certHash, mustPin: true }
        : checkPinsCaller(keyHashes, caller),
  },
  head: ({
    facts: {
      participant: { mustPin: _, ...head },
    },
    command: { keyHashes },
  }) => ({ ...head, keyHashes }),
});
