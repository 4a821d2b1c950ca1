import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, OneOf, Text, Version } from '../../kernel/forms';
import { Hash, isSameHash } from '../../kernel/hash';
import { keys } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import { shown, type Recorded } from '../../kernel/record';
import { declareEvaluate, declareSubmit } from '../../kernel/transaction';
import { AttestationView, listingLife, type AttestationRecord } from './records';
import { isHidden, judgesItsOwn, listingState, otherContent, relateToListing, seeListing, type SeenListing } from './seen';

/** What the transaction reads. */
export interface SeenWithAttestation extends SeenListing {
  readonly attestation: Recorded<AttestationRecord> | undefined;
}

/** Gives an assessor’s opinion on the content of one version; a later one takes the place of the one before. */
export const AttestListing = declareSubmit<SeenWithAttestation>()({
  name: 'AttestListing',
  noun: 'listing',
  verb: 'attest',
  summary: 'Gives an assessor’s opinion on one version: whether it may be listed, and how good the data are.',
  address: ['id', 'version'],
  input: Closed({
    id: Id('lst'),
    version: Version,
    contentHash: Hash,
    opinion: OneOf('favourable', 'unfavourable'),
    quality: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    text: Text(4_000),
  }),
  output: AttestationView,
  see: (reader, { id, version }) => seeAttestation(reader, id, version),
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(listingLife, 'attest', is),
    SELF_DEALING: ({ is }) => judgesItsOwn(is),
    REVISION_CONFLICT: ({ seen, command }) => otherContent(seen, command.contentHash),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(listingLife, 'attest', listingState(seen), is),
  },
  effect: ({ command, caller: { participantId: assessor } }) => ({
    puts: [
      { key: keys.attestation(command.id, command.version), action: 'attest', value: { ...command, assessor, state: 'GIVEN' as const } },
    ],
    events: [{ type: 'ListingAttested', id: command.id, version: command.version }],
  }),
  answer: ({ seen }) => view(seen.attestation as Recorded<AttestationRecord>),
  emits: ['ListingAttested'],
});

/** The newest opinion on a version. */
export const GetAttestation = declareEvaluate<SeenWithAttestation>()({
  name: 'GetAttestation',
  noun: 'listing',
  verb: 'attestation',
  summary: 'The newest opinion of an assessor on a listing version.',
  address: ['id', 'version'],
  input: Closed({ id: Id('lst'), version: Version }),
  output: AttestationView,
  see: (ledger, { id, version }) => seeAttestation(ledger, id, version),
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined),
    ATTESTATION_NOT_FOUND: ({ seen }) => (seen.attestation ? undefined : {}),
  },
  answer: ({ seen }) => view(seen.attestation as Recorded<AttestationRecord>),
});

/** Reads a version with the opinion on it. @throws LISTING_NOT_FOUND */
export async function seeAttestation(reader: Parameters<typeof seeListing>[0], id: string, version: number): Promise<SeenWithAttestation> {
  return { ...(await seeListing(reader, id, version)), attestation: await reader.find(keys.attestation(id, version)) };
}

/** Says whether a favourable opinion on this very content is there. */
export function isAttested({ listing, attestation }: SeenWithAttestation): boolean {
  return attestation?.opinion === 'favourable' && isSameHash(attestation.contentHash, listing.contentHash);
}

function view(record: Recorded<AttestationRecord>): Static<typeof AttestationView> {
  const { id, version, assessor, contentHash, opinion, quality, text } = record;
  return { id, version, assessor, contentHash, opinion, text, ...(quality !== undefined && { quality }), ...shown(record) };
}
