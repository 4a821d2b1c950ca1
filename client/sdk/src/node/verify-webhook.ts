import { createPublicKey, verify } from 'node:crypto';
import { listErrors } from '@databund/model';
import { isObject, makeInputError } from '../core/databund-error';
import { StreamedEvent } from '../core/event-form';
import type { WebhookKeys } from '../core/webhook-form';

/** The headers of a message: those of fetch, or of node:http. */
export type WebhookHeaders = Pick<Headers, 'get'> | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The largest difference between the clocks of sender and receiver, as Standard Webhooks recommend it. An older message can be a copy. */
const toleranceMs = 300_000;

/**
 * Returns the event of a message that a gateway sent to a webhook. `body` has the bytes as they came, because these are signed.
 * @example const event = verifyWebhook(request.headers, body, await databund.webhooks.readKeys());
 * @throws DatabundError INPUT_INVALID if no key signed it, or if it is more than five minutes old
 */
export function verifyWebhook(headers: WebhookHeaders, body: string | Uint8Array, { keys }: WebhookKeys): StreamedEvent {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => readHeader(headers, name));
  const signed = Buffer.concat([Buffer.from(`${id ?? ''}.${timestamp ?? ''}.`), Buffer.from(body)]);
  const isSigned = (signatures ?? '').split(' ').some((each) => {
    const [version, signature = ''] = each.split(',');
    return version === 'v1a' && keys.some((key) => isSignedBy(key, signed, Buffer.from(signature, 'base64')));
  });
  if (!isSigned) throw makeInputError('/webhook-signature', 'is by none of the keys');
  const ageMs = Math.abs(Date.now() - Number(timestamp) * 1_000);
  if (!(ageMs <= toleranceMs)) throw makeInputError('/webhook-timestamp', 'differs from now by more than five minutes');
  return readEvent(body, id);
}

function readHeader(headers: WebhookHeaders, name: string): string | undefined {
  if (isFetched(headers)) return headers.get(name) ?? undefined;
  const value = headers[name];
  return typeof value === 'object' ? value.join(' ') : value;
}

function isFetched(headers: WebhookHeaders): headers is Pick<Headers, 'get'> {
  return typeof headers.get === 'function';
}

function isSignedBy({ kty, crv, x }: WebhookKeys['keys'][number], signed: Uint8Array, signature: Uint8Array): boolean {
  if (kty !== 'OKP' || crv !== 'Ed25519') return false;
  return verify(undefined, signed, createPublicKey({ key: { kty, crv, x }, format: 'jwk' }), signature);
}

/** Returns the event in a signed CloudEvent, whose id is that of the header. */
function readEvent(body: string | Uint8Array, id: string | undefined): StreamedEvent {
  const message: unknown = JSON.parse(Buffer.from(body).toString());
  const event = isObject(message) ? message['data'] : undefined;
  if (isEvent(event) && event.id === id) return event;
  throw makeInputError('', 'is no event of the exchange');
}

function isEvent(value: unknown): value is StreamedEvent {
  return listErrors(StreamedEvent, value).length === 0;
}
