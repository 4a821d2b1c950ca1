import { Type, type Static } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, Instant, LanguageMap, MspId, OneOf } from '../../kernel/forms';
import { roles, type Lifecycle } from '../../kernel/lifecycle';
import { Hash } from '../../kernel/hash';
import { ViewOf } from '../../kernel/record';

/** The range in which the limit of a transaction's input can be set, in UTF-8 bytes. */
export const inputLimits = { leastBytes: 65_536, mostBytes: 262_144 } as const;

/** Sets how many steps of a kind a participant may take on one day, if the exchange sets no limit. */
const defaultDailyLimits = { drafts: 20_000, requests: 1_000, objections: 100, refusals: 100 } as const;

const DailyLimit = (what: string, limit: number) =>
  Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      description: `The most ${what} of a participant on one day (UTC). The default is ${String(limit)}.`,
    }),
  );

/** The periods and limits of the exchange. They are on the ledger, never in code. */
export const Parameters = Closed(
  {
    noticePeriodHours: Type.Integer({
      minimum: 0,
      maximum: 8_760,
      description: "Hours from a listing's approval to the end of its notice. An objection holds it for as long again.",
    }),
    admissionPeriodHours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 87_600,
        description: 'Hours in which the operator decides on an application. The default is 720.',
      }),
    ),
    reviewPeriodHours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 87_600,
        description: 'Hours in which the operator reviews a listing, or the authority a resource. The default is 720.',
      }),
    ),
    requestPeriodHours: Type.Integer({
      minimum: 1,
      maximum: 87_600,
      description: 'Hours that a request may stay unanswered before it lapses.',
    }),
    deliveryPeriodHours: Type.Integer({ minimum: 1, maximum: 8_760, description: 'Hours from the opening of a delivery to its time-out.' }),
    descriptionLimitBytes: Type.Integer({ minimum: 256, maximum: 65_536, description: 'UTF-8 bytes of a description in one language.' }),
    contentLimitBytes: Type.Integer({ minimum: 1_024, maximum: 262_144, description: "Bytes of a listing's content as canonical JSON." }),
    countLimit: Type.Integer({ minimum: 1, maximum: 99_999, description: 'The most deliveries that one authorisation may have.' }),
    inputLimitBytes: Type.Optional(
      Type.Integer({
        minimum: inputLimits.leastBytes,
        maximum: inputLimits.mostBytes,
        description: "UTF-8 bytes of a transaction's input. The default is the maximum.",
      }),
    ),
    pageLimit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, description: 'The most objects on a page of a list. The default is 200.' }),
    ),
    disputeLimit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'The most disputes that each party may open over one trade. The default is 3.',
      }),
    ),
    pinReleasePeriodHours: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 8_760,
        description: "Hours in which a pinned certificate can refuse the release of its participant's pins. The default is 72.",
      }),
    ),
    inspectionPeriodHours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 8_760,
        description: 'Hours in which a buyer can object to what was sent, if the terms set none. The default is 168.',
      }),
    ),
    tradePeriodHours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 87_600,
        description: 'Hours after which a buyer claims back what nothing was served for. The default is 720.',
      }),
    ),
    suspensionPeriodHours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 87_600,
        description: 'Hours after which the buyer of a suspended access claims back what nothing was served for. The default is 720.',
      }),
    ),
    appealPeriodHours: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 8_760, description: 'Hours in which a ruling can be appealed. The default is 168.' }),
    ),
    rulingPeriodHours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 8_760,
        description: 'Hours in which arbiters rule on a dispute or hear an appeal. The default is 720.',
      }),
    ),
    draftsPerDay: DailyLimit('drafts of listings and resources, and standing approvals,', defaultDailyLimits.drafts),
    requestsPerDay: DailyLimit('requests for an authorisation', defaultDailyLimits.requests),
    objectionsPerDay: DailyLimit('objections to listings and resources', defaultDailyLimits.objections),
    refusalsPerDay: DailyLimit('recorded refusals', defaultDailyLimits.refusals),
  },
  'The parameters of the exchange.',
);
export type Parameters = Static<typeof Parameters>;
/** Some parameters of the exchange: the others stay as they are. */
export const SomeParameters = Type.Partial(Parameters, { additionalProperties: false });

/** The parameters of a new exchange that its founder does not set. */
export const defaultParameters: Parameters = {
  noticePeriodHours: 0,
  admissionPeriodHours: 720,
  reviewPeriodHours: 720,
  requestPeriodHours: 720,
  deliveryPeriodHours: 72,
  descriptionLimitBytes: 16_384,
  contentLimitBytes: 65_536,
  countLimit: 99_999,
  inputLimitBytes: inputLimits.mostBytes,
  pageLimit: 200,
  disputeLimit: 3,
  pinReleasePeriodHours: 72,
  inspectionPeriodHours: 168,
  tradePeriodHours: 720,
  suspensionPeriodHours: 720,
  appealPeriodHours: 168,
  rulingPeriodHours: 720,
  draftsPerDay: defaultDailyLimits.drafts,
  requestsPerDay: defaultDailyLimits.requests,
  objectionsPerDay: defaultDailyLimits.objections,
  refusalsPerDay: defaultDailyLimits.refusals,
};

/** Returns a parameter of an exchange, or its default if the exchange does not set it. */
export function getParameter(parameters: Partial<Parameters> | undefined, name: keyof Parameters): number {
  return parameters?.[name] ?? defaultParameters[name] ?? 0;
}

/** An organisation of the channel and the roles that its participants may hold. */
export const Organisation = Closed({ mspId: MspId, roles: Type.Array(OneOf(...roles), { uniqueItems: true, maxItems: roles.length }) });
export type Organisation = Static<typeof Organisation>;

/** An organisation with the roles that it held and until when: what it said in them still counts. */
const Member = Closed({
  ...Organisation.properties,
  former: Type.Optional(Type.Array(Closed({ role: OneOf(...roles), until: Instant }))),
});
export type Member = Static<typeof Member>;
/** An organisation as it is stored. */
export type OrganisationRecord = Organisation & { readonly state: 'MEMBER' };

/** A participant that the founding names. */
export const FirstParticipant = Closed({ id: Id('ptc'), name: LanguageMap(500) });

/** The document that founds an exchange. Every organisation agrees to it before, by its hash. */
export const FoundingDocument = Closed({
  operatorMspId: MspId,
  authorityMspId: MspId,
  oneOverseer: Type.Optional(
    Type.Boolean({ description: 'True if one organisation is both operator and authority, so that nobody else oversees the operator.' }),
  ),
  organisations: Type.Array(Organisation, { minItems: 2, maxItems: 64 }),
  operator: FirstParticipant,
  authority: FirstParticipant,
  parameters: Type.Optional(SomeParameters),
});
export type FoundingDocument = Static<typeof FoundingDocument>;

/** The exchange: its founding document, its operating organisation, its authority's organisation and its parameters. */
export interface Exchange {
  /** The hash of the founding document. */
  readonly founding: Hash;
  /** The founding document, so that who oversees the exchange can be compared with the hash. It never changes. */
  readonly document: FoundingDocument;
  readonly operatorMspId: string;
  readonly authorityMspId: string;
  readonly organisations: readonly Member[];
  /** The participants that the founding names. All others register themselves. */
  readonly firstParticipants: readonly string[];
  readonly parameters: Parameters;
  /** The values that were replaced, and until when they were in force: a period is fixed when its wait begins. */
  readonly formerParameters?: readonly { readonly until: string; readonly parameters: Partial<Parameters> }[];
  readonly state: 'FOUNDED';
}

/** The exchange as callers see it. */
export const ExchangeView = ViewOf('Exchange', {
  founding: Hash,
  oneOverseer: Type.Optional(Type.Boolean()),
  operatorMspId: MspId,
  authorityMspId: MspId,
  organisations: Type.Array(Member),
  parameters: Parameters,
  state: OneOf('FOUNDED'),
});

/** A change of the exchange that the operator proposes. It takes effect when the authority agrees. */
export interface ChangeProposal {
  readonly parameters?: Partial<Parameters>;
  readonly organisation?: Organisation;
  readonly proposedBy: string;
  readonly state: 'PROPOSED' | 'AGREED' | 'DECLINED';
}

/** A proposal as callers see it. */
export const ProposalView = ViewOf('ChangeProposal', {
  parameters: Type.Optional(SomeParameters),
  organisation: Type.Optional(Organisation),
  proposedBy: Id('ptc'),
  state: OneOf('PROPOSED', 'AGREED', 'DECLINED'),
});

/** The state machine of a proposal. There is one at a time. */
export const proposalLifecycle = {
  setParameters: { from: ['NONE', 'AGREED', 'DECLINED'], to: ['PROPOSED'], by: ['operator'] },
  setOrganisation: { from: ['NONE', 'AGREED', 'DECLINED'], to: ['PROPOSED'], by: ['operator'] },
  agree: { from: ['PROPOSED'], to: ['AGREED'], by: ['authority'] },
  decline: { from: ['PROPOSED'], to: ['DECLINED'], by: ['operator', 'authority'] },
} as const satisfies Lifecycle<ChangeProposal['state']>;

/** Fails if the operating or the authority's organisation lacks its role: then nobody could change the exchange any more. */
export function checkKeyRoles({
  organisations,
  operatorMspId,
  authorityMspId,
}: Pick<Exchange, 'organisations' | 'operatorMspId' | 'authorityMspId'>): Details | undefined {
  const mayHold = (mspId: string, role: 'operator' | 'authority') =>
    organisations.some((each) => each.mspId === mspId && each.roles.includes(role));
  if (!mayHold(operatorMspId, 'operator')) return { mspId: operatorMspId, role: 'operator' };
  if (!mayHold(authorityMspId, 'authority')) return { mspId: authorityMspId, role: 'authority' };
  return undefined;
}
