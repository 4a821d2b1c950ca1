import { makeKey } from '../../kernel/key';
import type { IndexEntry } from '../../kernel/record';
import type { ParticipantRecord, PinReleaseRecord } from './records';

/** Makes the keys of the records, each guarded by its own endorsement policy. */
export const participantKeys = {
  participant: (id: string) => makeKey<ParticipantRecord>('participant', id),
  pinRelease: (id: string) => makeKey<PinReleaseRecord>('pin-release', id),
} as const;

/** Makes the index keys by which lists find and filter. */
export const participantIndexes = {
  participantsOf: (mspId: string, ...id: string[]) => makeKey<IndexEntry>('participant-by-organisation', mspId, ...id),
} as const;

/** The prefix of all participants. */
export const listParticipantKeys = () => makeKey('participant');
