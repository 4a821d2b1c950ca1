import { isIP } from 'node:net';
import { isPublicAddress } from '@databund/client';
import { ExchangeError } from '@databund/model';
import type { WebhookSettings } from './webhook-settings';

/** Rejects an address to which no webhook may send. What a name resolves to is checked when something is sent. @throws INPUT_INVALID */
export function requireAddress(text: string, { isPrivateAllowed }: Pick<WebhookSettings, 'isPrivateAllowed'>): void {
  if (!URL.canParse(text)) throw makeError('is no address');
  const { protocol, hostname, username, password } = new URL(text);
  const isSecure = protocol === 'https:' || (isPrivateAllowed && protocol === 'http:');
  if (!isSecure) throw makeError('is not an https address');
  if (username !== '' || password !== '') throw makeError('contains a name or a password');
  const host = hostname.replace(/^\[|\]$/g, '');
  if (!isPrivateAllowed && isIP(host) !== 0 && !isPublicAddress(host)) throw makeError('is in a private network');
}

function makeError(reason: string): ExchangeError {
  return new ExchangeError('INPUT_INVALID', { errors: [{ path: '/url', reason }] });
}
