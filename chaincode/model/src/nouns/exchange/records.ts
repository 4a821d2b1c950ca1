import { Type, type Static } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, LanguageMap, MspId, OneOf } from '../../kernel/forms';
import { roles, type Lifecycle, type Role } from '../../kernel/lifecycle';
import { ViewOf } from '../../kernel/record';

/** Between which the limit of a transaction’s input may be set, in UTF-8 bytes. */
export const inputLimits = { leastBytes: 65_536, mostBytes: 262_144 } as const;

/** How many disputes each party of a trade may open over it where the exchange has set no other limit. */
export const usualDisputeLimit = 3;

/** The periods and ceilings of the exchange: on the ledger, never in code. */
export const Parameters = Closed(
  {
    noticePeriodHours: Type.Integer({
      minimum: 0,
      maximum: 8_760,
      description: 'From a listing’s approval to the earliest end of its notice.',
    }),
    requestPeriodHours: Type.Integer({
      minimum: 1,
      maximum: 87_600,
      description: 'How long a request may stay unanswered before it lapses.',
    }),
    deliveryPeriodHours: Type.Integer({ minimum: 1, maximum: 8_760, description: 'From the opening of a delivery to its time-out.' }),
    descriptionLimitBytes: Type.Integer({ minimum: 256, maximum: 65_536, description: 'UTF-8 bytes of a description in one language.' }),
    contentLimitBytes: Type.Integer({ minimum: 1_024, maximum: 262_144, description: 'Bytes of a listing’s content as canonical JSON.' }),
    countLimit: Type.Integer({ minimum: 1, maximum: 99_999, description: 'The most deliveries that one authorisation may have.' }),
    inputLimitBytes: Type.Optional(
      Type.Integer({
        minimum: inputLimits.leastBytes,
        maximum: inputLimits.mostBytes,
        description: 'UTF-8 bytes of a transaction’s input; the most where not set.',
      }),
    ),
    pageLimit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, description: 'The most objects on a page of a list; 200 where not set.' }),
    ),
    disputeLimit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'The most disputes that each of its parties may open over a trade; 3 where not set.',
      }),
    ),
  },
  'The parameters of the exchange.',
);
export type Parameters = Static<typeof Parameters>;

/** What an exchange begins with where its founder says nothing else. */
export const defaultParameters: Parameters = {
  noticePeriodHours: 0,
  requestPeriodHours: 720,
  deliveryPeriodHours: 72,
  descriptionLimitBytes: 16_384,
  contentLimitBytes: 65_536,
  countLimit: 99_999,
  inputLimitBytes: inputLimits.mostBytes,
  pageLimit: 200,
  disputeLimit: usualDisputeLimit,
};

/** An organisation of the channel and the roles that its participants may hold. */
export const Organisation = Closed({ mspId: MspId, roles: Type.Array(OneOf(...roles), { uniqueItems: true, maxItems: roles.length }) });
export type Organisation = Static<typeof Organisation>;
/** An organisation as the ledger keeps it. */
export type OrganisationRecord = Organisation & { readonly state: 'MEMBER' };

/** The exchange itself: which organisations operate it and speak for the authority, and its parameters. */
export interface Exchange {
  readonly operatorMspId: string;
  readonly authorityMspId: string;
  readonly organisations: readonly Organisation[];
  readonly parameters: Parameters;
  readonly state: 'FOUNDED';
}

/** The exchange as it is read. */
export const ExchangeView = ViewOf('Exchange', {
  operatorMspId: MspId,
  authorityMspId: MspId,
  organisations: Type.Array(Organisation),
  parameters: Parameters,
  state: OneOf('FOUNDED'),
});

/** A change of the exchange that the operator proposes; it holds when the authority has agreed. */
export interface ChangeProposal {
  readonly parameters?: Partial<Parameters>;
  readonly organisation?: Organisation;
  readonly proposedBy: string;
  readonly state: 'PROPOSED' | 'AGREED' | 'DECLINED';
}

/** A proposal as everybody sees it. */
export const ProposalView = ViewOf('ChangeProposal', {
  parameters: Type.Optional(Type.Partial(Parameters, { additionalProperties: false })),
  organisation: Type.Optional(Organisation),
  proposedBy: Id('ptc'),
  state: OneOf('PROPOSED', 'AGREED', 'DECLINED'),
});

/** The life of a proposal; there is one at a time. */
export const proposalLife = {
  setParameters: { from: ['NONE', 'AGREED', 'DECLINED'], to: ['PROPOSED'], by: ['operator'] },
  setOrganisation: { from: ['NONE', 'AGREED', 'DECLINED'], to: ['PROPOSED'], by: ['operator'] },
  agree: { from: ['PROPOSED'], to: ['AGREED'], by: ['authority'] },
  decline: { from: ['PROPOSED'], to: ['DECLINED'], by: ['operator', 'authority'] },
} as const satisfies Lifecycle<ChangeProposal['state']>;

/** A participant that the founding names. */
export const FirstParticipant = Closed({ id: Id('ptc'), name: LanguageMap(500) });

/** The organisation that runs the exchange and the one that speaks for the authority hold these roles, or nobody could change anything any more. */
export function lacksRole({
  organisations,
  operatorMspId,
  authorityMspId,
}: Pick<Exchange, 'organisations' | 'operatorMspId' | 'authorityMspId'>): Details | undefined {
  const may = (mspId: string, role: 'operator' | 'authority') =>
    organisations.some((each) => each.mspId === mspId && each.roles.includes(role));
  if (!may(operatorMspId, 'operator')) return { mspId: operatorMspId, role: 'operator' };
  if (!may(authorityMspId, 'authority')) return { mspId: authorityMspId, role: 'authority' };
  return undefined;
}

/** Says which roles an organisation may hold. */
export const rolesOf = (organisation: Organisation): ReadonlySet<Role> => new Set(organisation.roles);
