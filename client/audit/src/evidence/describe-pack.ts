import type { PackReport } from './pack-report';

/** Describes what a party says by a function about things that no ledger sees. */
const assertions: Readonly<Record<string, string>> = {
  'trade:FundTrade': 'that the money arrived',
  'trade:SettleTrade': 'that the money was paid out',
  'trade:RefundTrade': 'that the money was paid back',
  'dispute:OpenDispute': 'a claim against the other party',
  'dispute:AddDisputeEvidence': 'its own side of the dispute',
  'dispute:RuleDispute': 'as the arbiter how the dispute ends',
  'dispute:AppealDispute': 'that the ruling is wrong',
  'dispute:EnforceDispute': 'that the money was moved as the final ruling says, if it moves money',
  'delivery:ServeDelivery': 'that the bytes began to be served',
  'delivery:SendDelivery': 'that the bytes were sent',
  'delivery:AcknowledgeDelivery': 'that bytes arrived, with the hash that this transaction names',
  'delivery:ObjectToDelivery': 'that the bytes did not arrive',
  'listing:CreateListing': 'that the listing describes its data truly',
  'participant:RegisterParticipant': 'who the participant is',
};

/** Describes the result of a verification in sentences. */
export function describePack(report: Omit<PackReport, 'verdict'>): string {
  const { verified, kind, subject, claims, problems, channel, pinned } = report;
  const made = claims.filter(({ claim }) => claim === 'made');
  const what = `${subject.kind} ${subject.id} on channel ${channel}, a pack of kind ${kind} with ${String(made.length)} transactions`;
  if (!verified) return `NOT VERIFIED: ${problems.length === 1 ? '1 problem' : `${String(problems.length)} problems`} in ${what}.`;
  return [
    `VERIFIED: ${what}.`,
    pinned ? 'The roots are those that the reader trusts.' : 'No roots were given, so those of the pack were believed: give --roots.',
    describeNodes(report),
    describeAuthors(report),
    describeValidity(report),
    describeAbsence(report),
    ...describeCosigners(report),
    ...describeAssertions(report),
  ].join('\n');
}

type Described = Omit<PackReport, 'verdict'>;

function describeNodes({ claims }: Described): string {
  const newest = claims.findLast(({ claim }) => claim === 'nodes');
  return `Peers were run by ${join(newest?.['application'])}, orderers by ${join(newest?.['orderers'])}.`;
}

/** Says which transactions a single organisation endorsed: each is its own statement, by the policy of the key. */
function describeAuthors({ claims }: Described): string {
  const made = claims.filter(({ claim }) => claim === 'made');
  const alone = made.filter(({ endorsers }) => Array.isArray(endorsers) && endorsers.length < 2);
  const names = alone.map(({ at, by, function: name }) => `${String(name)} ${String(at)} by ${String(by)}`);
  const together = `${String(made.length - alone.length)} transactions were endorsed by two organisations or more, so no party alone could have written them.`;
  return names.length === 0
    ? together
    : `${together} These are statements of one organisation, whose keys only its own peer may endorse: ${names.join('; ')}.`;
}

function describeValidity({ kind, claims, cosigners }: Described): string {
  const count = claims.filter(({ claim }) => claim === 'made').length;
  const confirmed = new Set(claims.filter(({ claim }) => claim === 'confirmed').map(({ at }) => at)).size;
  const rest = kind === 'blocks' ? 'the maker of the pack' : join(cosigners);
  return `${String(confirmed)} of them were read as valid by later endorsers in this pack; the validity of the other ${String(count - confirmed)} is the word of ${rest}.`;
}

function describeAbsence({ claims }: Described): string {
  const absence = claims.find(({ claim }) => claim === 'nothing-later');
  const [height, by] = [absence?.['height'], absence?.['by']];
  const says = Array.isArray(by) && by.length > 0 ? join(by) : 'the maker of the pack';
  return `That nothing more about it was written in the first ${String(height)} blocks is said by ${says}.`;
}

/** Says how many organisations outside the parties signed, and what rests on their word. */
function describeCosigners({ kind, parties, outside }: Described): readonly string[] {
  if (kind === 'blocks') return [];
  const count = `${String(outside.length)} ${outside.length === 1 ? 'organisation' : 'organisations'} outside the parties (${join(parties)})`;
  const trusted = 'that these transactions were valid, that no other concerns the object, and that the ledger has one past';
  return [
    `Cosigned by ${count}: ${join(outside)}. They are trusted to say ${trusted}.`,
    ...(outside.length < 2
      ? [
          `LIMITATION: fewer than two organisations outside the parties signed, so ${outside.length === 0 ? 'the parties themselves' : 'this one alone'} could have made it up.`,
        ]
      : []),
  ];
}

function describeAssertions({ claims }: Described): readonly string[] {
  return claims.flatMap(({ claim, at, by, function: name }) => {
    const what = claim === 'made' ? assertions[String(name)] : undefined;
    return what === undefined ? [] : [`${String(by)} asserts ${what} (${String(at)}).`];
  });
}

function join(names: unknown): string {
  return Array.isArray(names) && names.length > 0 ? names.join(', ') : 'nobody';
}
