import { listErrors, transactions } from '@databund/model';
import { Type } from '@sinclair/typebox';
import { Router, type Request } from 'express';
import { requireReader } from '../../http/audit-routes';
import type { Authenticate } from '../../http/authentication';
import type { Cursors } from '../../http/cursors';
import { rejectOtherMethods } from '../../http/methods';
import { createPattern } from '../../http/paths';
import { readLanguages } from '../../http/read-languages';
import type { HeldIdentity } from '../../identity/wallet';
import type { Ledger } from '../../ledger/ledger';
import { heightHeader, readCurrentView } from '../asked-view';
import { NamedActors } from '../named-actors';
import { readMembers } from '../read-members';
import { Reads, type FollowedModel } from '../reads';
import { decodeBlock, decodeTransaction } from './decode-block';
import { listAccesses } from './list-accesses';
import { listActions } from './list-actions';
import type { QuestionParts } from './question-parts';
import { readPeriod } from './read-period';
import { createInputError } from '../../http/validation';

/** The addresses of the questions of those who oversee. */
export const questionPaths = {
  access: '/v1/audit/access/{listing}',
  actor: '/v1/audit/actors/{id}',
  transaction: '/v1/audit/transactions/{id}',
  block: '/v1/audit/blocks/{number}/transactions',
} as const;

const date = Type.Optional(Type.String({ maxLength: 64, description: 'An instant, or a day, which ends at its end.' }));

/** The query of a question about a period. */
export const PeriodForm = Type.Object(
  {
    from: date,
    to: date,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    cursor: Type.Optional(Type.String({ maxLength: 1_024 })),
  },
  { additionalProperties: false },
);
const NoQuery = Type.Object({}, { additionalProperties: false });
const defaultLimit = 50;

interface QuestionContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly cursors: Cursors;
  readonly followed?: FollowedModel | undefined;
}

type Answer = (subject: string, request: Request, parts: QuestionParts & { readonly as: HeldIdentity }) => Promise<object>;

/** Creates the routes of questions about what anybody did, for auditors, operators and authorities. */
export function createQuestionRoutes({ ledger, authenticate, cursors, followed }: QuestionContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const reads = new Reads(ledger, followed);
  for (const [name, answer] of Object.entries(makeAnswers(ledger))) {
    const path = questionPaths[name as keyof typeof questionPaths]; // `as`: Object.entries forgets the names.
    router.get(createPattern(path), async (request, response) => {
      const as = await authenticate(request);
      await requireReader(ledger, as);
      const model = await reads.openModel(readCurrentView(request));
      const languages = readLanguages(request);
      const parts = {
        model,
        cursors,
        as,
        describeNames: (moment: ConstructorParameters<typeof NamedActors>[0]) => new NamedActors(moment, languages),
      };
      const found = await answer(Object.values(request.params).map(String).at(0) ?? '', request, parts);
      response.setHeader('Cache-Control', 'no-store');
      response.setHeader(heightHeader, String(model.height));
      response.json(found);
    });
    router.all(createPattern(path), rejectOtherMethods(['GET']));
  }
  return router;
}

function makeAnswers(ledger: Ledger): Readonly<Record<keyof typeof questionPaths, Answer>> {
  const makeBlockParts = ({ model, describeNames, as }: Parameters<Answer>[2]) => ({
    model,
    names: describeNames(model.openNow()),
    readBytes: (number: number) => ledger.block(as, number),
  });
  return {
    access: (listing, request, parts) => {
      const asked = readPage(request);
      requireForm('/listing', listErrors(transactions.GetListing.input, { id: listing }).length === 0, 'is not the id of a listing');
      return listAccesses(listing, asked, parts);
    },
    actor: (id, request, parts) => listActions(id, readPage(request), parts),
    transaction: (id, request, parts) => {
      readMembers(NoQuery, request.query);
      requireForm('/id', /^[0-9a-f]{64}$/.test(id), 'is not the id of a transaction: 64 hex digits');
      return decodeTransaction(id, makeBlockParts(parts));
    },
    block: (number, request, parts) => {
      readMembers(NoQuery, request.query);
      requireForm('/number', /^\d{1,15}$/.test(number), 'is not the number of a block');
      return decodeBlock(Number(number), makeBlockParts(parts));
    },
  };
}

function readPage({ query }: Request) {
  const { from, to, limit = defaultLimit, cursor } = readMembers(PeriodForm, query);
  return { period: readPeriod({ from, to }), limit, cursor };
}

function requireForm(path: string, isOfForm: boolean, reason: string): void {
  if (!isOfForm) throw createInputError(path, reason);
}
