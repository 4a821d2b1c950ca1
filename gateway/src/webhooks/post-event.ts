import { DatabundError, requestGuarded, type StreamedEvent } from '@databund/client';
import type { WebhookKey } from './webhook-key';

/** The most bytes of an answer that are read, so that the connection can be used again. */
const mostBytes = 65_536;
/** The longest that one attempt may take. */
const attemptMs = 20_000;

/** The receiver of an event, and the key that signs it. */
export interface Post {
  readonly url: string;
  readonly key: WebhookKey;
  readonly isPrivateAllowed: boolean;
  readonly signal: AbortSignal;
}

/** Sends an event as a CloudEvent, signed by Standard Webhooks. Returns why it was not taken; `undefined` if it was. */
export async function postEvent(event: StreamedEvent, { url, key, isPrivateAllowed, signal }: Post): Promise<string | undefined> {
  const [body, timestamp] = [JSON.stringify(makeCloudEvent(event)), String(Math.floor(Date.now() / 1_000))];
  const headers = {
    'content-type': 'application/cloudevents+json',
    'webhook-id': event.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': key.sign({ id: event.id, timestamp, body }),
  };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]);
  try {
    const response = await requestGuarded(url, { headers, body, isPrivateAllowed, isRedirectAnswer: true, signal: limit });
    await drop(response);
    const { statusCode = 0 } = response;
    return statusCode >= 200 && statusCode < 300 ? undefined : `answered ${String(statusCode)}`;
  } catch (error) {
    return error instanceof DatabundError ? error.code : 'NETWORK_UNAVAILABLE';
  }
}

/** Returns the event as CloudEvents 1.0 describe it. */
function makeCloudEvent(event: StreamedEvent): object {
  const [subject] = Object.values(event.ids);
  return {
    specversion: '1.0',
    id: event.id,
    source: '/v1/events',
    type: `databund.${event.type}`,
    ...(subject !== undefined && { subject: String(subject) }),
    time: event.time,
    datacontenttype: 'application/json',
    data: event,
  };
}

/** Reads the rest of an answer, as far as it is short. */
async function drop(response: AsyncIterable<Uint8Array>): Promise<void> {
  let read = 0;
  for await (const chunk of response) {
    read += chunk.length;
    if (read > mostBytes) break; // Destroys the connection.
  }
}
