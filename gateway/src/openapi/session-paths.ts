import { SessionAnswer, SessionCodeAnswer, TokenAnswer } from '@databund/client';
import { SessionForm, sessionPaths } from '../http/session-routes';
import { createJsonContent, type Components } from './components';
import type { Problems } from './problems';

interface Parts {
  readonly components: Components;
  readonly problems: Problems;
}

/** Returns the paths of sessions: how they begin, go on and end. */
export function describeSessionPaths({ components, problems }: Parts): object {
  const tags = ['gateway'];
  const own = problems.refer([]);
  return {
    [sessionPaths.all]: {
      post: {
        operationId: 'StartSession',
        tags,
        security: [],
        summary: 'Begins a session with a one-time code. A code counts for 10 minutes, once, and for one participant.',
        requestBody: { required: true, content: createJsonContent(components.define('SessionForm', SessionForm)) },
        responses: {
          '201': { description: 'The session.', content: createJsonContent(components.define('Session', SessionAnswer)) },
          ...problems.refer(['INPUT_TOO_LARGE', 'MEDIA_TYPE_NOT_SUPPORTED', 'STORAGE_FULL']),
        },
      },
    },
    [sessionPaths.codes]: {
      post: {
        operationId: 'MakeSessionCode',
        tags,
        summary: 'Makes a one-time code for yourself, for another device. The session that it begins ends with yours.',
        responses: {
          '201': { description: 'The code.', content: createJsonContent(components.define('SessionCode', SessionCodeAnswer)) },
          ...problems.refer(['STORAGE_FULL']),
        },
      },
    },
    [sessionPaths.current]: {
      delete: {
        operationId: 'EndSession',
        tags,
        summary: 'Ends your session: its tokens count no more, nor do the sessions that began with its codes.',
        responses: { '204': { description: 'It has ended.' }, ...own },
      },
    },
    [sessionPaths.refresh]: {
      post: {
        operationId: 'RefreshToken',
        tags,
        summary: 'Renews a token. The bearer token of this request is a refresh token, which counts once.',
        responses: {
          '201': {
            description: 'The next token, and the next refresh token.',
            content: createJsonContent(components.define('RefreshedToken', TokenAnswer)),
          },
          ...own,
        },
      },
    },
  };
}
