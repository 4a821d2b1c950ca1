import { hashBytes, type CommandOf, type ListingContent } from '@databund/model';
import { makeContent } from '../support/listings';
import { ids, usualTerms } from '../support/lifecycles';
import { people, type PersonName } from '../support/memory-world';

type Terms = CommandOf<'RequestAuthorisation'>['terms'];

/** The kind of a story: the listing, its payment, and the organisations that must agree. */
export interface Kind {
  readonly name: string;
  readonly content: ListingContent;
  /** The members that the first draft omits although its sector requires them. */
  readonly lacks?: readonly (keyof ListingContent)[];
  readonly terms: Terms;
  readonly trade: 'sale' | 'share' | 'free';
  /** The price is published and named by its own hash. */
  readonly isPublic?: true;
  /** The buyer orders at the list price. */
  readonly isAtListPrice?: true;
  readonly needsAssessor?: true;
  /** The holder of the resource. */
  readonly holder?: Extract<PersonName, 'provider' | 'otherProvider'>;
  /** The provider operates the resource under a mandate, because another holds it or it has a charge. */
  readonly isMandated?: true;
  /** The charge is over the ceiling of the mandate, or without a mandate. */
  readonly isTooDear?: true;
  readonly isForFew?: true;
  /** The operator gives standing approvals, and requests rest on them. */
  readonly isBacked?: true;
  /** The period has not begun. */
  readonly isEarly?: true;
  /** The provider is also a buyer. */
  readonly isTrader?: true;
  readonly grade: 0 | 1;
}

const day = 86_400_000;
const charge = { amountMinor: 1_000, currency: 'CNY' };
const covered = { theme: ['roads'], spatial: { crs: 'CRS84', adcode: '310115' } } as const satisfies Partial<ListingContent>;
const right = { holder: 'Hospital', basis: 'by law' };

/** A listing whose sector requires members that its first draft omits. */
const sectoral = {
  content: { sector: 'healthcare', rights: { hold: right }, temporal: { from: '2020' } },
  lacks: ['rights', 'temporal'],
} as const satisfies Draft;

interface Draft extends Partial<Omit<Kind, 'content' | 'terms'>> {
  readonly content?: Partial<ListingContent>;
  readonly terms?: Partial<Terms>;
}

function makeKind(name: string, { content, terms, ...rest }: Draft): Kind {
  return {
    name,
    trade: 'sale',
    grade: 0,
    ...rest,
    content: makeContent({ ...covered, theme: [...covered.theme], charge: { basis: 'priced' }, ...content }),
    terms: { ...usualTerms, ...terms },
  };
}

const charged: Partial<ListingContent> = { resource: ids.resource, charge: { basis: 'priced', publicCharge: charge } };
const mandated: Partial<ListingContent> = { ...charged, mandate: ids.mandate };
const dear: Partial<ListingContent> = { ...mandated, charge: { basis: 'priced', publicCharge: { ...charge, amountMinor: 1_001 } } };

/** The kinds of stories about a listing. */
export const kinds: readonly Kind[] = [
  makeKind('mandated', { content: mandated, isPublic: true, holder: 'otherProvider', isMandated: true }),
  makeKind('sector', sectoral),
  makeKind('priced', { isBacked: true }),
  makeKind('too dear', { content: dear, isPublic: true, holder: 'otherProvider', isMandated: true, isTooDear: true }),
  makeKind('trader', { isTrader: true, lacks: sectoral.lacks, content: { ...sectoral.content, charge: { basis: 'free' } }, trade: 'free' }),
  makeKind('free', {
    lacks: sectoral.lacks,
    content: { ...sectoral.content, charge: { basis: 'free' } },
    trade: 'free',
    isBacked: true,
    terms: { count: 6 },
  }),
  makeKind('personal', {
    content: { grade: 'important', personalData: { level: 'personal', assessment: 'PIA-1' } },
    needsAssessor: true,
    grade: 1,
  }),
  makeKind('feed', { content: { kind: 'feed' }, terms: { mode: 'feed' } }),
  makeKind('early', { terms: { from: new Date(Date.now() + day).toISOString() }, isEarly: true }),
  makeKind('compute', { lacks: sectoral.lacks, content: { ...sectoral.content, kind: 'compute' }, terms: { mode: 'compute' } }),
  makeKind('shared', {
    terms: { legalBasis: 'the law on sharing' },
    content: mandated,
    trade: 'share',
    holder: 'provider',
    isMandated: true,
  }),
  makeKind('own resource', { content: { ...charged, charge: { basis: 'free' } }, trade: 'free', holder: 'provider' }),
  makeKind('without ceiling', { content: charged, isPublic: true, holder: 'provider', isTooDear: true }),
  makeKind('list price', { content: { charge: { basis: 'priced', listPrice: charge } }, isPublic: true, isAtListPrice: true }),
  makeKind('for few', { content: { audience: [people.buyer.participantId] }, isForFew: true }),
];

/** Returns the content of a story's listing, complete or as first drafted. */
export function makeDraft({ content, lacks = [] }: Kind, isWhole: boolean): ListingContent {
  const draft = { ...content };
  if (!isWhole) for (const name of lacks) Reflect.deleteProperty(draft, name);
  return draft;
}

/** The charge that funds a trade at a published price. */
export const publicCharge = charge;
/** The algorithm of jobs. */
export const algorithm = hashBytes('count the rows');
