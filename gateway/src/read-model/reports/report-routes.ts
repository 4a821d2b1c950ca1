import { formatCsv, isOfParticipant, makeReport, reportKinds, type ReadSlip, type ReportKind } from '@databund/audit';
import { ExchangeError, OneOf, PriceSlip, transactions } from '@databund/model';
import { Type } from '@sinclair/typebox';
import { Router, type Request } from 'express';
import { requireReader } from '../../http/audit-routes';
import type { Authenticate } from '../../http/authentication';
import { rejectOtherMethods } from '../../http/methods';
import { createPattern } from '../../http/paths';
import { createInputError, isValid } from '../../http/validation';
import type { HeldIdentity } from '../../identity/wallet';
import type { Ledger } from '../../ledger/ledger';
import { heightHeader, readAskedView } from '../asked-view';
import { readMembers } from '../read-members';
import { Reads, type FollowedModel } from '../reads';
import { openSource } from './height-source';

/** The address of reports. */
export const reportPath = '/v1/reports/{kind}';

/** The query of a report. */
export const ReportForm = Type.Object(
  {
    year: Type.Optional(Type.String({ pattern: '^\\d{4}$', description: 'Four digits; all years without it.' })),
    format: Type.Optional(OneOf('json', 'csv')),
    slips: Type.Optional(OneOf('yes', 'no')),
  },
  { additionalProperties: false },
);

interface ReportContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly followed?: FollowedModel | undefined;
}

/** Creates the route of reports: of a party's own business, and for those who oversee of all. */
export function createReportRoutes({ ledger, authenticate, followed }: ReportContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const reads = new Reads(ledger, followed);
  const pattern = createPattern(reportPath);
  router.get<{ kind: string }>(pattern, async (request, response) => {
    const as = await authenticate(request);
    const kind = readKind(request.params.kind);
    const { year, slips, format = chooseFormat(request) } = readMembers(ReportForm, request.query);
    if (!isOfParticipant(kind)) await requireReader(ledger, as);
    const asked = readAskedView(request);
    const model = await reads.openModel(asked);
    const { participantId: participant } = await model.identify(as);
    const height = asked.at === undefined ? undefined : (await reads.openMoment(model, asked.at)).store.height;
    const source = await openSource(model, height);
    const report = await makeReport(source, { kind, year, participant }, slips === 'no' ? undefined : createReadSlip(ledger, as));
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader(heightHeader, String(report.height));
    if (format === 'json') response.json(report);
    else response.type('text/csv').send(formatCsv(report));
  });
  router.all(pattern, rejectOtherMethods(['GET']));
  return router;
}

/** Creates the read of the slips that the caller's own organisation keeps: they are joined here, and stored in no row. */
function createReadSlip(ledger: Ledger, as: HeldIdentity): ReadSlip {
  return async (id) => {
    try {
      const slip = await ledger.evaluate({ transaction: transactions.GetPriceSlip, command: { id }, as });
      return isValid(PriceSlip, slip) ? slip : undefined;
    } catch (error) {
      if (error instanceof ExchangeError && error.code === 'PRICE_SLIP_NOT_FOUND') return undefined;
      throw error;
    }
  };
}

function readKind(text: string): ReportKind {
  const kind = reportKinds.find((each) => each === text);
  if (kind) return kind;
  throw createInputError('/kind', `is not one of ${reportKinds.join(', ')}`);
}

function chooseFormat(request: Request): 'json' | 'csv' {
  return request.accepts(['application/json', 'text/csv']) === 'text/csv' ? 'csv' : 'json';
}
