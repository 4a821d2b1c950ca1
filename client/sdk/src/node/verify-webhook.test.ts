import { generateKeyPairSync, sign } from 'node:crypto';
import type { WebhookKeys } from '../core/webhook-form';
import { verifyWebhook } from './verify-webhook';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const { x } = publicKey.export({ format: 'jwk' });
const makeKey = (x = '') => ({ kty: 'OKP', crv: 'Ed25519', x, whpk: '' });
const keys: WebhookKeys = { keys: [makeKey(x)] };
const id = 'exchange:41:0:0';
const event = {
  id,
  type: 'TradeFunded',
  kind: 'trade',
  ids: { id: 'trd-1' },
  block: 41,
  transactionId: 'a',
  time: '2026-01-01T00:00:00.000Z',
};
const readSeconds = () => Math.floor(Date.now() / 1_000);

/** Signs a message as a gateway does. */
function makeMessage({ timestamp = readSeconds(), data = event }: { readonly timestamp?: number; readonly data?: object | null } = {}) {
  const body = JSON.stringify({ specversion: '1.0', id, data });
  const signature = sign(undefined, Buffer.from(`${id}.${String(timestamp)}.${body}`), privateKey).toString('base64');
  return { headers: { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1a,${signature}` }, body };
}

describe('verifyWebhook', () => {
  it('takes one of several signatures, by one of several keys', () => {
    const { headers, body } = makeMessage();
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    const several = { keys: [{ kty: 'RSA', crv: '', x: '', whpk: '' }, makeKey(other.x), ...keys.keys] };
    const signed = { ...headers, 'webhook-signature': `v1,YQ== ${headers['webhook-signature']}` };
    expect(verifyWebhook(signed, body, several)).toEqual(event);
  });

  it.each([
    ['another body', ({ headers, body }: ReturnType<typeof makeMessage>) => ({ headers, body: `${body} ` })],
    ['another id', ({ headers, body }) => ({ headers: { ...headers, 'webhook-id': 'exchange:41:0:1' }, body })],
    ['another time', ({ headers, body }) => ({ headers: { ...headers, 'webhook-timestamp': String(readSeconds() - 1) }, body })],
    ['no signature', ({ headers, body }) => ({ headers: { ...headers, 'webhook-signature': '' }, body })],
    ['no headers', ({ body }) => ({ headers: {}, body })],
  ])('refuses a message with %s', (_, change) => {
    const { headers, body } = change(makeMessage());
    expect(() => verifyWebhook(headers, body, keys)).toThrow('/webhook-signature');
  });

  it.each([-301, 302])('refuses a message whose time differs by %i seconds', (seconds) => {
    const { headers, body } = makeMessage({ timestamp: readSeconds() + seconds });
    expect(() => verifyWebhook(headers, body, keys)).toThrow('/webhook-timestamp');
  });

  it.each([[null], [{ ...event, id: 'exchange:41:0:1' }]])('refuses a message about %j', (data) => {
    const { headers, body } = makeMessage({ data });
    expect(() => verifyWebhook(headers, body, keys)).toThrow('INPUT_INVALID');
  });
});
