import type { CastName } from './cast';

/** A role of the visibility table: a participant of the cast, an assessor, or nobody. */
export type ReaderName = CastName | 'assessor' | 'visitor';

/** Objects of a provider and a buyer, which the other provider and the other buyer have no part in. */
export interface ReadObjects {
  readonly provider: string;
  readonly buyer: string;
  readonly listing: string;
  /** A listing that nobody reviewed, and one for the buyer alone. */
  readonly draft: string;
  readonly audience: string;
  readonly authorisation: string;
  readonly trade: string;
  readonly delivery: string;
  readonly dispute: string;
  /** The hash of the claim of the dispute, in hex. */
  readonly claim: string;
  readonly resource: string;
  readonly mandate: string;
  readonly standing: string;
  /** The transaction in which the buyer recorded a refusal. */
  readonly refusal: string;
  readonly webhook: string;
  readonly checkpoint: string;
  /** A transaction of the trade, and its block. */
  readonly transaction: string;
  readonly block: number;
  /** The first block of the channel. */
  readonly first: string;
}

/** Words that stand in private objects only. */
export const secrets = { draft: 'secret-draft', audience: 'secret-audience', scenario: 'secret-scenario', resource: 'secret-resource' };

/** One read: its readers with their answer, and the readers that see a secret in it. */
export interface ReadRow {
  readonly path: string;
  readonly readers: readonly ReaderName[];
  /** The code with which readers are answered, if they are not shown the object. */
  readonly answer?: string;
  /** The code with which the other participants are refused, and visitors too if the route is open to them. */
  readonly refusal?: string;
  readonly isOpen?: true;
  /** Readers who may know of the object, and get another answer. */
  readonly others?: { readonly readers: readonly ReaderName[]; readonly answer: string };
  /** Words of the object, which show to nobody else. */
  readonly secret?: string;
  /** Readers that see them; by default all. */
  readonly shown?: readonly ReaderName[];
  /** The answer does not end. */
  readonly isStream?: true;
}

const overseers = ['operator', 'authority', 'auditor'] as const;
const arbiters = ['arbiter', 'otherArbiter'] as const;
const members: readonly ReaderName[] = ['provider', 'otherProvider', 'buyer', 'otherBuyer', ...overseers, ...arbiters, 'assessor'];
const everybody: readonly ReaderName[] = [...members, 'visitor'];
/** Lists who sees what a provider and a buyer have with each other. */
const parties: readonly ReaderName[] = ['provider', 'buyer', ...overseers, ...arbiters];
const reviewers: readonly ReaderName[] = ['provider', ...overseers, 'assessor'];
const audience: readonly ReaderName[] = [...reviewers, 'buyer', ...arbiters];
const holders: readonly ReaderName[] = ['provider', ...overseers];
const refused: readonly ReaderName[] = ['buyer', ...overseers];

const readAsMembers = (path: string): ReadRow => ({ path, readers: members });
const readAsEverybody = (path: string): ReadRow => ({ path, readers: everybody, isOpen: true });
const list = (path: string, secret: string, shown: readonly ReaderName[]): ReadRow => ({ path, readers: members, secret, shown });

const listOpenly = (path: string, secret: string, shown: readonly ReaderName[]): ReadRow => ({
  ...list(path, secret, shown),
  readers: everybody,
  isOpen: true,
});

/** Makes the rows of an object: itself, its history, and a text that it does not name. */
function makeNounRows(noun: string, path: string, row: Omit<ReadRow, 'path'>): Readonly<Record<string, readonly ReadRow[]>> {
  const { secret: _, ...plain } = row;
  const text = { ...plain, answer: 'TEXT_NOT_FOUND' };
  const textPath = noun === 'Listing' ? `${path}/versions/1/text` : `${path}/text`;
  return {
    [`Get${noun}`]: [{ path, ...row }],
    [`Get${noun}History`]: [{ path: `${path}/history`, ...plain }],
    [`Get${noun}Text`]: [{ path: `${textPath}?hash=${'0'.repeat(64)}`, ...text }],
  };
}

/** Returns the rows of every route that reads, by the id of its operation. */
export function makeReadTable(of: ReadObjects): Readonly<Record<string, readonly ReadRow[]>> {
  return { ...makeObjectRows(of), ...makeListRows(of), ...makeQuestionRows(of), ...makeGatewayRows(of) };
}

function makeObjectRows(of: ReadObjects): Readonly<Record<string, readonly ReadRow[]>> {
  const version = `/v1/listings/${of.draft}/versions/1`;
  const ofDraft = { readers: reviewers, refusal: 'LISTING_NOT_FOUND' };
  const draft = makeNounRows('Listing', `/v1/listings/${of.draft}`, { ...ofDraft, secret: secrets.draft });
  const ofAudience = { path: `/v1/listings/${of.audience}`, readers: audience, refusal: 'LISTING_NOT_FOUND', secret: secrets.audience };
  const ofTrade = { readers: parties, refusal: 'TRADE_NOT_FOUND' };
  const ofDelivery = { readers: parties, refusal: 'DELIVERY_NOT_FOUND' };
  const ofDispute = { readers: parties, refusal: 'DISPUTE_NOT_FOUND' };
  const ofResource = { readers: holders, refusal: 'RESOURCE_NOT_FOUND' };
  const refusal = `/v1/refusals/${of.buyer}/${of.refusal}`;
  return {
    ...draft,
    GetListing: [
      ...[...(draft['GetListing'] ?? []), ofAudience].map((row) => ({ ...row, isOpen: true as const })),
      readAsEverybody(`/v1/listings/${of.listing}`),
    ],
    ListObjections: [{ path: `${version}/objections`, ...ofDraft }],
    GetAttestation: [{ path: `${version}/attestation`, ...ofDraft, answer: 'ATTESTATION_NOT_FOUND' }],
    GetAuthoritativeListing: [
      { ...readAsMembers('/v1/listings/authoritative?theme=roads&adcode=310115'), answer: 'DESIGNATION_NOT_FOUND' },
    ],
    ...makeNounRows('Authorisation', `/v1/authorisations/${of.authorisation}`, {
      readers: parties,
      refusal: 'AUTHORISATION_NOT_FOUND',
      secret: secrets.scenario,
    }),
    ...makeNounRows('Trade', `/v1/trades/${of.trade}`, { ...ofTrade, secret: of.authorisation }),
    GetPriceSlip: [
      {
        path: `/v1/trades/${of.trade}/price-slip`,
        readers: ['provider', 'buyer'],
        refusal: 'TRADE_NOT_FOUND',
        others: { readers: [...overseers, ...arbiters], answer: 'PRICE_SLIP_NOT_FOUND' },
        secret: '"amountMinor":500',
      },
    ],
    ...makeNounRows('Delivery', `/v1/deliveries/${of.delivery}`, { ...ofDelivery, secret: of.authorisation }),
    ListDeliveryWindows: [{ path: `/v1/deliveries/${of.delivery}/windows`, ...ofDelivery }],
    ...makeNounRows('Dispute', `/v1/disputes/${of.dispute}`, { ...ofDispute, secret: of.trade }),
    GetDisputeText: [{ path: `/v1/disputes/${of.dispute}/text?hash=${of.claim}`, ...ofDispute, secret: 'The readings are wrong.' }],
    ...makeNounRows('Resource', `/v1/resources/${of.resource}`, { ...ofResource, secret: secrets.resource }),
    ListResourceObjections: [{ path: `/v1/resources/${of.resource}/objections`, ...ofResource }],
    ...makeNounRows('Mandate', `/v1/mandates/${of.mandate}`, { readers: members }),
    ...makeNounRows('Standing', `/v1/standing-approvals/${of.standing}`, { readers: members }),
    ...makeNounRows('Participant', `/v1/participants/${of.buyer}`, { readers: members }),
    GetParticipant: [
      { path: `/v1/participants/${of.buyer}`, readers: members, refusal: 'PARTICIPANT_NOT_FOUND', isOpen: true },
      readAsEverybody(`/v1/participants/${of.provider}`),
    ],
    GetPinRelease: [{ ...readAsMembers(`/v1/participants/${of.buyer}/pin-release`), answer: 'PIN_RELEASE_NOT_FOUND' }],
    GetRefusal: [{ path: refusal, readers: refused, refusal: 'REFUSAL_NOT_FOUND', secret: 'SubmitListing' }],
    GetRefusedInput: [{ path: `${refusal}/input`, readers: ['buyer'], refusal: 'REFUSAL_NOT_FOUND', secret: of.draft }],
    GetText: [{ path: `/v1/texts/${of.claim}`, readers: ['buyer'], refusal: 'TEXT_NOT_FOUND', secret: 'The readings are wrong.' }],
    GetBytes: [
      {
        path: `/v1/deliveries/${of.delivery}/distributions/readings.csv`,
        readers: ['buyer'],
        refusal: 'DELIVERY_NOT_FOUND',
        secret: 'year,value',
      },
    ],
  };
}

function makeListRows(of: ReadObjects): Readonly<Record<string, readonly ReadRow[]>> {
  return {
    GetExchange: [readAsMembers('/v1/exchange')],
    GetProposal: [{ ...readAsMembers('/v1/exchange/proposal'), answer: 'PROPOSAL_NOT_FOUND' }],
    GetProposalText: [{ ...readAsMembers(`/v1/exchange/text?hash=${'0'.repeat(64)}`), answer: 'TEXT_NOT_FOUND' }],
    ListPresets: [readAsMembers('/v1/exchange/presets')],
    ListParticipants: [readAsMembers('/v1/participants')],
    ListResources: ['', '?since=2000-01-01T00:00:00.000Z'].map((query) => list(`/v1/resources${query}`, secrets.resource, holders)),
    ListMandates: [readAsMembers('/v1/mandates')],
    ListStandings: ['', '?state=GIVEN'].map((query) => readAsMembers(`/v1/standing-approvals${query}`)),
    ListListings: [list('/v1/listings', secrets.draft, reviewers), list('/v1/listings', secrets.audience, audience)],
    ListAuthorisations: ['', '?since=2000-01-01T00:00:00.000Z', '?q=secret'].map((query) =>
      list(`/v1/authorisations${query}`, secrets.scenario, parties),
    ),
    ListTrades: ['', '?state=AUTHORISED,DISPUTED,FUNDED,DELIVERED'].map((query) => list(`/v1/trades${query}`, of.trade, parties)),
    ListDeliveries: ['', '?since=2000-01-01T00:00:00.000Z'].map((query) => list(`/v1/deliveries${query}`, of.delivery, parties)),
    ListDisputes: ['', `?q=${of.dispute}`].map((query) => list(`/v1/disputes${query}`, `"id":"${of.dispute}"`, parties)),
    ListRefusals: [list('/v1/refusals', of.refusal, refused)],
    GetCatalogue: [listOpenly('/v1/catalogue', secrets.draft, []), listOpenly('/v1/catalogue', secrets.audience, audience)],
    GetDataJson: [listOpenly('/data.json', secrets.draft, []), listOpenly('/data.json', secrets.audience, audience)],
    ListPlaces: [readAsEverybody('/v1/places')],
  };
}

function makeQuestionRows(of: ReadObjects): Readonly<Record<string, readonly ReadRow[]>> {
  const search = `/v1/search?limit=50&facets=provider&facets=publisher&q=`;
  const readAsOverseers = (path: string): ReadRow => ({ path, readers: overseers, refusal: 'NOT_PERMITTED' });
  return {
    Search: [
      { path: `${search}${secrets.draft}`, readers: everybody, secret: secrets.draft, shown: reviewers },
      ...[secrets.audience, 'office-of-secrets', '"total":{"count":1,'].map((secret) => ({
        path: `${search}${secrets.audience}`,
        readers: everybody,
        secret,
        shown: audience,
      })),
    ],
    WhoAmI: [readAsMembers('/v1/whoami')],
    FindReferences: [
      list(`/v1/references?q=${of.draft}`, secrets.draft, reviewers),
      list(`/v1/references?q=${of.trade}`, `"id":"${of.trade}"`, parties),
    ],
    Inbox: [list('/v1/inbox', of.dispute, arbiters)],
    StreamEvents: [{ ...readAsMembers(`/v1/events?after=${of.first}`), isStream: true }],
    GetTimeline: [
      { path: `/v1/history/trade/${of.trade}`, readers: parties, refusal: 'TRADE_NOT_FOUND', secret: of.delivery },
      { path: `/v1/history/listing/${of.draft}`, readers: reviewers, refusal: 'LISTING_NOT_FOUND', secret: '"step":"CreateListing"' },
      list(`/v1/history/listing/${of.listing}`, of.trade, parties),
    ],
    GetReport: [
      list('/v1/reports/income', of.listing, ['provider', 'buyer']),
      list('/v1/reports/provider', of.listing, ['provider']),
      readAsOverseers('/v1/reports/exchange'),
      readAsOverseers('/v1/reports/disclosure'),
    ],
    ListAccesses: [readAsOverseers(`/v1/audit/access/${of.listing}`)],
    ListActions: [readAsOverseers(`/v1/audit/actors/${of.buyer}`)],
    DecodeTransaction: [readAsOverseers(`/v1/audit/transactions/${of.transaction}`)],
    DecodeBlock: [readAsOverseers(`/v1/audit/blocks/${String(of.block)}/transactions`)],
    GetHeight: [readAsOverseers('/v1/audit/height')],
    StreamBlocks: [readAsOverseers('/v1/audit/blocks?from=0')],
    GetBlock: [readAsOverseers('/v1/audit/blocks/0')],
  };
}

function makeGatewayRows(of: ReadObjects): Readonly<Record<string, readonly ReadRow[]>> {
  return {
    ListWebhooks: [list('/v1/webhooks', of.webhook, ['buyer'])],
    GetWebhook: [{ path: `/v1/webhooks/${of.webhook}`, readers: ['buyer'], refusal: 'ROUTE_NOT_FOUND', secret: 'receiver.example' }],
    GetWebhookKeys: [readAsEverybody('/.well-known/databund-webhook-keys.json')],
    GetCheckpoint: [readAsEverybody('/v1/checkpoint')],
    GetCosignature: [readAsEverybody(`/v1/cosignature?text=${encodeURIComponent(of.checkpoint)}`)],
    GetEvidence: [{ path: `/v1/evidence/trade/${of.trade}`, readers: parties, refusal: 'TRADE_NOT_FOUND', secret: of.authorisation }],
    GetHealth: [readAsEverybody('/v1/health')],
    GetReady: [readAsEverybody('/readyz')],
    GetLive: [readAsEverybody('/livez')],
    GetMetrics: [readAsEverybody('/metrics')],
    GetOpenApi: [readAsEverybody('/v1/openapi.json')],
    GetPage: [readAsEverybody('/docs')],
  };
}
