import { ids } from './ids';
import { nameRevision, strangers, type Lifecycle, type Names } from './lifecycle';
import { active, feed, freeActive, job } from './paths';
import { makeNextWindow } from './object-values';
import { steps } from './steps';

const terminate: Names = ['provider', 'operator'];

/** The lifecycle of a delivery. */
export const delivery: Lifecycle = {
  commands: {
    serve: nameRevision('delivery', ids.delivery),
    send: ({ delivery: revision, output }) => ({ id: ids.delivery, revision, ...output }),
    sendWindow: (standing) => ({ id: ids.delivery, revision: standing.delivery, ...makeNextWindow(standing) }),
    acknowledgeWindow: (standing) => ({ id: ids.delivery, window: 1, root: makeNextWindow(standing).root }),
    acknowledge: ({ delivery: revision, expected: hash }) => ({ id: ids.delivery, revision, hash }),
    object: nameRevision('delivery', ids.delivery),
    terminate: nameRevision('delivery', ids.delivery),
  },
  absent: 'DELIVERY_NOT_FOUND',
  hiddenFrom: strangers,
  states: {
    OPENED: {
      by: [...active, steps.open],
      may: { serve: ['provider'], acknowledge: ['buyer'], terminate },
      codes: { send: 'NOT_SERVING', sendWindow: 'NOT_A_FEED', acknowledgeWindow: 'WINDOW_NOT_FOUND' },
    },
    'OPENED, free': {
      by: [...freeActive, steps.open],
      may: { serve: ['provider'], send: ['provider'], acknowledge: ['buyer'], terminate },
      codes: { sendWindow: 'NOT_A_FEED', acknowledgeWindow: 'WINDOW_NOT_FOUND' },
    },
    SERVING: {
      by: [...active, steps.open, steps.serve],
      may: { send: ['provider'], acknowledge: ['buyer'], terminate },
      codes: { sendWindow: 'NOT_A_FEED', acknowledgeWindow: 'WINDOW_NOT_FOUND' },
    },
    OVERDUE: {
      by: [...active, steps.open, steps.serve, steps.waitHours(73)],
      may: { acknowledge: ['buyer'], object: ['buyer'] },
      codes: { acknowledgeWindow: 'WINDOW_NOT_FOUND' },
    },
    'ACCEPTED, as SENT': { by: [...active, steps.open, steps.send, steps.waitHours(168)], may: {} },
    'ACCEPTED, as OVERDUE': { by: [...active, steps.open, steps.serve, steps.waitHours(72), steps.waitHours(168)], may: {} },
    OBJECTED: {
      by: [...active, steps.open, steps.send, steps.objectToDelivery],
      may: { acknowledge: ['buyer'] },
      codes: { acknowledgeWindow: 'WINDOW_NOT_FOUND' },
    },
    SENT: {
      by: [...active, steps.open, steps.send],
      may: { acknowledge: ['buyer'], object: ['buyer'], terminate },
      codes: { acknowledgeWindow: 'WINDOW_NOT_FOUND' },
    },
    ACKED: { by: [...active, steps.open, steps.acknowledge], may: {} },
    MISMATCH: { by: [...active, steps.open, steps.mismatch], may: {} },
    TERMINATED: { by: [...active, steps.open, steps.terminate], may: {} },
    TIMED_OUT: { by: [...active, steps.open, steps.waitHours(73)], may: {} },
    'OPENED, a job': {
      by: job,
      may: { serve: ['provider'], terminate },
      codes: { send: 'NOT_SERVING', sendWindow: 'NOT_A_FEED', acknowledgeWindow: 'WINDOW_NOT_FOUND', acknowledge: 'NOTHING_SENT' },
    },
    'SERVING, a job': {
      by: [...job, steps.serve],
      may: { send: ['provider'], terminate },
      codes: { sendWindow: 'NOT_A_FEED', acknowledgeWindow: 'WINDOW_NOT_FOUND', acknowledge: 'NOTHING_SENT' },
    },
    'SENT, a job': {
      by: [...job, steps.send],
      may: { acknowledge: ['buyer'], object: ['buyer'], terminate },
      codes: { acknowledgeWindow: 'WINDOW_NOT_FOUND' },
    },
    'OPENED, a feed': {
      by: feed,
      may: { serve: ['provider'], terminate },
      codes: { send: 'NOTHING_SENT', sendWindow: 'NOT_SERVING', acknowledgeWindow: 'WINDOW_NOT_FOUND', acknowledge: 'NOTHING_SENT' },
    },
    'SERVING, a feed': {
      by: [...feed, steps.serve],
      may: { sendWindow: ['provider'], terminate },
      codes: { send: 'NOTHING_SENT', acknowledgeWindow: 'WINDOW_NOT_FOUND', acknowledge: 'NOTHING_SENT' },
    },
    'SERVING, a feed with a window': {
      by: [...feed, steps.sendWindow],
      may: {
        sendWindow: ['provider'],
        acknowledgeWindow: ['buyer'],
        send: ['provider'],
        acknowledge: ['buyer'],
        terminate,
      },
    },
    'SERVING, a feed whose window is acknowledged': {
      by: [...feed, steps.sendWindow, steps.acknowledgeWindow],
      may: { sendWindow: ['provider'], send: ['provider'], acknowledge: ['buyer'], terminate },
      codes: { acknowledgeWindow: 'WINDOW_CLOSED' },
    },
    'SENT, a feed': {
      by: [...feed, steps.sendWindow, steps.send],
      may: { acknowledgeWindow: ['buyer'], acknowledge: ['buyer'], object: ['buyer'], terminate },
    },
    'TIMED_OUT, a feed': { by: [...feed, steps.waitHours(72), steps.waitHours(1)], may: {} },
    'SERVING, a feed whose newest window is young': {
      by: [...feed, steps.waitHours(71), steps.sendWindow, steps.waitHours(71)],
      may: {
        sendWindow: ['provider'],
        acknowledgeWindow: ['buyer'],
        send: ['provider'],
        acknowledge: ['buyer'],
        terminate,
      },
    },
  },
};
