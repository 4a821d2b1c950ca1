import { Type, type Static } from '@sinclair/typebox';
import { declareEvaluate, declareSubmit } from '../../kernel/declare';
import { Closed, Id, OneOf, Text, Version } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { checkVisible } from '../../kernel/noun';
import { expectWritten, type Reader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { makeChecks } from '../../kernel/transition';
import { listingKeys } from './keys';
import { listing } from './listing';
import { checkNotProvider, checkSameContent, relateToListing } from './read-listing';
import { readStanding, type StandingFacts } from './read-state';
import { AttestationView, type AttestationRecord } from './records';

/** A listing version with the newest opinion on it. */
export interface AttestedFacts extends StandingFacts {
  readonly attestation: Recorded<AttestationRecord> | undefined;
}

/** Gives an opinion on one version. A later one replaces it. */
export const AttestListing = declareSubmit<AttestedFacts>()({
  name: 'AttestListing',
  noun: 'listing',
  verb: 'attest',
  summary: 'Gives an opinion on one version, as an assessor: whether it may be listed, and how good the data are.',
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
  readErrors: ['LISTING_NOT_FOUND'],
  read: readAttested,
  relate: relateToListing,
  checks: makeChecks(listing, 'attest', {
    guard: ({ actors }) => checkNotProvider(actors),
    isCurrent: checkSameContent,
  }),
  effect: ({ command, caller: { participantId: assessor } }) => ({
    puts: [
      {
        key: listingKeys.attestation(command.id, command.version),
        action: 'attest',
        value: { ...command, assessor, state: 'GIVEN' as const },
      },
    ],
    events: [{ type: 'ListingAttested', id: command.id, version: command.version }],
  }),
  answer: ({ facts }) => viewAttestation(expectWritten(facts.attestation)),
  emits: ['ListingAttested'],
});

export const GetAttestation = declareEvaluate<AttestedFacts>()({
  name: 'GetAttestation',
  noun: 'listing',
  verb: 'attestation',
  summary: "Reads an assessor's newest opinion on a listing version.",
  address: ['id', 'version'],
  input: Closed({ id: Id('lst'), version: Version }),
  output: AttestationView,
  readErrors: ['LISTING_NOT_FOUND'],
  read: readAttested,
  relate: relateToListing,
  checks: { ...checkVisible(listing), ATTESTATION_NOT_FOUND: ({ facts }) => (facts.attestation ? undefined : {}) },
  answer: ({ facts }) => viewAttestation(expectWritten(facts.attestation)),
});

/** Reads a version with the newest opinion on it. @throws LISTING_NOT_FOUND */
async function readAttested(reader: Reader, { id, version }: { readonly id: string; readonly version: number }): Promise<AttestedFacts> {
  return { ...(await readStanding(reader, id, version)), attestation: await reader.find(listingKeys.attestation(id, version)) };
}

function viewAttestation(record: Recorded<AttestationRecord>): Static<typeof AttestationView> {
  const { id, version, assessor, contentHash, opinion, quality, text } = record;
  return { id, version, assessor, contentHash, opinion, text, ...(quality !== undefined && { quality }), ...showChange(record) };
}
