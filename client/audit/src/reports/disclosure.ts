import { getPublicCharge, indexes, transactions, type AnswerOf, type Ceiling, type Key } from '@databund/model';
import type { AskedReport, Product, ReportRow } from './report';
import { isInYear, pickTitle, type ReportReader } from './report-reader';

type Resource = AnswerOf<'GetResource'>;
type Mandate = AnswerOf<'GetMandate'>;

const resourceKeys: Key = { type: 'resource', parts: [] };
const mandateKeys: Key = { type: 'mandate', parts: [] };

/** Lists the registered resources, each with its mandates and the listings that were made from it, and charges against ceilings. */
export async function listDisclosure(reader: ReportReader, { year }: AskedReport): Promise<readonly ReportRow[]> {
  const mandates = await listMandates(reader, year);
  const rows: ReportRow[] = [];
  for await (const id of reader.listIds(resourceKeys)) {
    const resource = await reader.read(transactions.GetResource, { id });
    if (resource?.registrationNumber === undefined) continue;
    const products = await reader.source.listProducts(id);
    const authorised = mandates.filter(({ resources }) => resources.includes(id));
    const described = await Promise.all(products.map((product) => describeProduct(reader, product, { year, authorised })));
    const found = described.filter((row) => row !== undefined);
    const used = new Set(found.map(({ mandate }) => mandate));
    const unused = authorised.filter((mandate) => !used.has(mandate.id)).map((mandate) => describeMandate(mandate));
    const parts: readonly ReportRow[] = [...found, ...unused];
    rows.push(...(parts.length > 0 ? parts : [{}]).map((part) => ({ ...describeResource(resource), ...part })));
  }
  return rows;
}

/** Lists the mandates whose window touches a year. */
async function listMandates(reader: ReportReader, year: string | undefined): Promise<readonly Mandate[]> {
  const found: Mandate[] = [];
  for await (const id of reader.listIds(mandateKeys)) {
    const mandate = await reader.read(transactions.GetMandate, { id });
    if (!mandate) continue;
    const isTouched = year === undefined || (mandate.from < `${year}-12-31T23:59:59.999Z` && mandate.until > `${year}-01-01`);
    if (isTouched) found.push(mandate);
  }
  return found;
}

function describeResource({ id, content, holder, registrationNumber = '', state }: Resource): ReportRow {
  return { resource: id, title: pickTitle(content.title), holder, registrationNumber, state };
}

function describeMandate({ id, state, grantee, from, until, ceiling }: Mandate): ReportRow {
  return {
    mandate: id,
    mandateState: state,
    grantee,
    from,
    until,
    ...(ceiling && { ceilingMinor: ceiling.amountMinor, ceilingCurrency: ceiling.currency }),
  };
}

interface Disclosed {
  readonly year: string | undefined;
  readonly authorised: readonly Mandate[];
}

async function describeProduct(reader: ReportReader, { id, version }: Product, { year, authorised }: Disclosed): Promise<ReportRow | undefined> {
  const listing = await reader.read(transactions.GetListing, { id, version });
  if (!listing || listing.state === 'DRAFT') return undefined;
  const mandate = authorised.find((each) => each.id === listing.content.mandate);
  return {
    ...(mandate && describeMandate(mandate)),
    listing: id,
    version,
    listingTitle: pickTitle(listing.title),
    listingState: listing.state,
    ...describeCharge(getPublicCharge(listing.content), mandate?.ceiling),
    ...(await sumCharges(reader, { id, version }, year)),
  };
}

/** Describes a charge, and whether it is within the ceiling of its mandate. */
function describeCharge(charge: Ceiling | undefined, ceiling: Ceiling | undefined): ReportRow {
  if (!charge) return {};
  const { amountMinor: chargeMinor, currency: chargeCurrency } = charge;
  const isWithinCeiling = ceiling?.currency === chargeCurrency && chargeMinor <= ceiling.amountMinor;
  return { chargeMinor, chargeCurrency, ...(ceiling && { isWithinCeiling }) };
}

/** Adds up the charges of the trades that were settled in a year. */
async function sumCharges(reader: ReportReader, { id, version }: Product, year: string | undefined): Promise<ReportRow> {
  let [settled, chargedMinor] = [0, 0];
  for await (const authorisation of reader.listIds(indexes.authorisationsOfListing(id))) {
    const head = await reader.read(transactions.GetAuthorisation, { id: authorisation });
    if (head?.version !== version) continue;
    for await (const trade of reader.listIds(indexes.tradesOfAuthorisation(authorisation))) {
      const view = await reader.read(transactions.GetTrade, { id: trade });
      if (view?.state !== 'SETTLED' || !isInYear(view.at, year)) continue;
      settled += 1;
      chargedMinor += view.charge?.amountMinor ?? 0;
    }
  }
  return { settled, chargedMinor };
}
