import { AccessAnswer, AuditedActor, DecodedBlock, DecodedTransaction, historyKinds, Report, Timeline } from '@databund/client';
import { Type, type TObject, type TSchema } from '@sinclair/typebox';
import { reportKinds } from '@databund/audit';
import { historyPath, HistoryQuery } from '../read-model/history/history-routes';
import { PeriodForm, questionPaths } from '../read-model/questions/question-routes';
import { ReportForm, reportPath } from '../read-model/reports/report-routes';
import { createJsonContent, type Components } from './components';
import { currentParameters, viewParameters, type Parameter, type Parameters } from './parameters';
import type { Problems } from './problems';

interface Parts {
  readonly components: Components;
  readonly parameters: Parameters;
  readonly problems: Problems;
}

/** Returns the paths by which the past is asked for. */
export function describeQuestionPaths(parts: Parts): object {
  return {
    [historyPath]: describeHistory(parts),
    [reportPath]: describeReport(parts),
    ...Object.fromEntries(questions.map((question) => [question.path, describeQuestion(question, parts)])),
  };
}

interface Question {
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly hasPeriod?: true;
  readonly answer: TSchema;
}

const questions: readonly Question[] = [
  {
    path: questionPaths.access,
    operation: 'ListAccesses',
    summary: 'Who had access to a listing between two dates, until when, why it ended, and what was delivered.',
    hasPeriod: true,
    answer: AccessAnswer,
  },
  {
    path: questionPaths.actor,
    operation: 'ListActions',
    summary: 'Every transaction of a participant or of an organisation between two dates, also invalid ones.',
    hasPeriod: true,
    answer: AuditedActor,
  },
  {
    path: questionPaths.transaction,
    operation: 'DecodeTransaction',
    summary: 'One transaction with its input, its event and the keys that it wrote.',
    answer: DecodedTransaction,
  },
  {
    path: questionPaths.block,
    operation: 'DecodeBlock',
    summary: 'All transactions of one block, decoded.',
    answer: DecodedBlock,
  },
];

/** Describes a question of auditors, operators and authorities. */
function describeQuestion({ path, operation, summary, hasPeriod, answer }: Question, { components, parameters, problems }: Parts): object {
  const inPath = (path.match(/\w+(?=\})/g) ?? []).map(listPathParameter);
  return {
    get: {
      operationId: operation,
      tags: ['audit'],
      summary,
      parameters: [...inPath, ...(hasPeriod ? listQuery(operation, PeriodForm, { components, parameters, views: currentParameters }) : [])],
      responses: {
        '200': { description: 'The answer.', content: createJsonContent(components.define(`${operation}Answer`, answer)) },
        ...problems.refer([
          'NOT_PERMITTED',
          'PARTICIPANT_NOT_FOUND',
          'LISTING_NOT_FOUND',
          'ROUTE_NOT_FOUND',
          'CURSOR_INVALID',
          'READ_MODEL_BEHIND',
        ]),
      },
    },
  };
}

function describeHistory({ components, parameters, problems }: Parts): object {
  const operation = 'GetTimeline';
  const kind = { name: 'kind', in: 'path', required: true, schema: { enum: historyKinds } };
  return {
    get: {
      operationId: operation,
      tags: ['audit'],
      summary: 'Every step on an object and on all that is linked with it, as far as the caller may see them.',
      parameters: [kind, listPathParameter('id'), ...listQuery(operation, HistoryQuery, { components, parameters })],
      responses: {
        '200': { description: 'A page of steps.', content: createJsonContent(components.define('Timeline', Timeline)) },
        ...problems.refer(['INPUT_INVALID', 'CURSOR_INVALID', 'READ_MODEL_BEHIND', 'LISTING_NOT_FOUND', 'TRADE_NOT_FOUND']),
      },
    },
  };
}

function describeReport({ components, parameters, problems }: Parts): object {
  const operation = 'GetReport';
  const kind = { name: 'kind', in: 'path', required: true, schema: { enum: reportKinds } };
  const json = createJsonContent(components.define('Report', Report));
  return {
    get: {
      operationId: operation,
      tags: ['audit'],
      summary:
        "A report as JSON or CSV: `income` and `provider` of the caller's own business, `disclosure` and `exchange` for those who oversee.",
      parameters: [kind, ...listQuery(operation, ReportForm, { components, parameters })],
      responses: {
        '200': { description: 'The report.', content: { ...json, 'text/csv': { schema: Type.String() } } },
        ...problems.refer(['INPUT_INVALID', 'NOT_PERMITTED', 'PARTICIPANT_NOT_FOUND', 'READ_MODEL_BEHIND']),
      },
    },
  };
}

function listPathParameter(name: string): object {
  return { name, in: 'path', required: true, schema: Type.String() };
}

interface QueryParts extends Omit<Parts, 'problems'> {
  /** The height at which it can be read: any one, unless others are given. */
  readonly views?: readonly Parameter[];
}

function listQuery(
  operation: string,
  { properties }: TObject,
  { components, parameters, views = viewParameters }: QueryParts,
): readonly object[] {
  const own = Object.entries(properties).map(([name, schema]) => ({ name, in: 'query' as const, schema: components.refer(schema) }));
  return [...own, ...views].map((parameter) => parameters.refer(operation, parameter));
}
