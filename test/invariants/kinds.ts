import { hashBytes, type CommandOf, type ListingContent } from '@databund/model';
import { makeContent } from '../support/listings';
import { ids, usualTerms } from '../support/lifecycles';
import { people } from '../support/memory-world';

type Terms = CommandOf<'RequestAuthorisation'>['terms'];

/** What a story is about: what is listed, how it is paid for, and who must agree. */
export interface Kind {
  readonly name: string;
  readonly content: ListingContent;
  /** What the first draft leaves out, though its sector asks for it. */
  readonly lacks?: readonly (keyof ListingContent)[];
  readonly terms: Terms;
  readonly trade: 'sale' | 'share' | 'free';
  /** The charge is public, and named by its own hash. */
  readonly isPublic?: true;
  readonly needsAssessor?: true;
  /** Who holds the resource that it is of. */
  readonly holder?: 'provider' | 'otherProvider';
  /** The provider operates it under a mandate: it is another’s, or charged for. */
  readonly isMandated?: true;
  /** Its charge is over the ceiling, or under none. */
  readonly isTooDear?: true;
  readonly isForFew?: true;
  /** The window has not begun. */
  readonly isEarly?: true;
  /** The provider has the role of buyers too. */
  readonly isTrader?: true;
  readonly grade: 0 | 1;
}

const day = 86_400_000;
const charge = { amountMinor: 1_000, currency: 'CNY' };
const covered = { theme: ['roads'], spatial: { crs: 'CRS84', adcode: '310115' } } as const satisfies Partial<ListingContent>;
const right = { holder: 'Hospital', basis: 'by law' };

interface Draft extends Partial<Omit<Kind, 'content' | 'terms'>> {
  readonly content?: Partial<ListingContent>;
  readonly terms?: Partial<Terms>;
}

function kind(name: string, { content, terms, ...rest }: Draft): Kind {
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
  kind('mandated', { content: mandated, isPublic: true, holder: 'otherProvider', isMandated: true }),
  kind('sector', {
    content: { sector: 'healthcare', rights: { hold: right }, temporal: { from: '2020' } },
    lacks: ['rights', 'temporal'],
  }),
  kind('priced', {}),
  kind('too dear', { content: dear, isPublic: true, holder: 'otherProvider', isMandated: true, isTooDear: true }),
  kind('trader', { isTrader: true, content: { charge: { basis: 'free' } }, trade: 'free' }),
  kind('free', { content: { charge: { basis: 'free' } }, trade: 'free', terms: { count: 6 } }),
  kind('personal', {
    content: { grade: 'important', personalData: { level: 'personal', assessment: 'PIA-1' } },
    needsAssessor: true,
    grade: 1,
  }),
  kind('feed', { content: { kind: 'feed' }, terms: { mode: 'feed' } }),
  kind('early', { terms: { from: new Date(Date.now() + day).toISOString() }, isEarly: true }),
  kind('compute', { content: { kind: 'compute' }, terms: { mode: 'compute' } }),
  kind('shared', {
    terms: { legalBasis: 'the law on sharing' },
    content: mandated,
    trade: 'share',
    holder: 'provider',
    isMandated: true,
  }),
  kind('own resource', { content: { ...charged, charge: { basis: 'free' } }, trade: 'free', holder: 'provider' }),
  kind('without ceiling', { content: charged, isPublic: true, holder: 'provider', isTooDear: true }),
  kind('for few', { content: { audience: [people.buyer.participantId] }, isForFew: true }),
];

/** The content of a story’s listing, whole or as it was first drafted. */
export function contentOf({ content, lacks = [] }: Kind, isWhole: boolean): ListingContent {
  return isWhole
    ? content
    : (Object.fromEntries(Object.entries(content).filter(([name]) => !lacks.includes(name as keyof ListingContent))) as ListingContent);
}

/** What a public charge is funded by. */
export const publicCharge = charge;
/** What jobs run. */
export const algorithm = hashBytes('count the rows');
