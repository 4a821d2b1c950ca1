import { isIP } from 'node:net';
import { isPublicAddress } from '@databund/client';
import type { ExchangeError } from '@databund/model';
import type { WebhookSettings } from './webhook-settings';
import { createInputError } from '../http/validation';

/** Rejects an address to which no webhook may send. What a name resolves to is checked when something is sent. @throws INPUT_INVALID */
export function requireAddress(text: string, { isPrivateAllowed }: Pick<WebhookSettings, 'isPrivateAllowed'>): void {
  if (!URL.canParse(text)) throw makeError('is no address');
  const { protocol, hostname, username, password, port } = new URL(text);
  const isSecure = protocol === 'https:' || (isPrivateAllowed && protocol === 'http:');
  if (!isSecure) throw makeError('is not an https address');
  if (username !== '' || password !== '') throw makeError('contains a name or a password');
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isPrivateAllowed) return;
  if (port !== '') throw makeError(`has the port ${port}; webhooks go to port 443`);
  if (!isPublicHost(host)) throw makeError('is in a private network');
}

/** The last labels of names that no public network knows. */
const privateLabels = ['localhost', 'localdomain', 'local', 'internal', 'lan', 'home', 'invalid', 'test', 'arpa'];

function isPublicHost(host: string): boolean {
  if (isIP(host) !== 0) return isPublicAddress(host);
  const labels = host.replace(/\.$/, '').split('.');
  return labels.length > 1 && !privateLabels.includes(labels.at(-1) ?? '');
}

function makeError(reason: string): ExchangeError {
  return createInputError('/url', reason);
}
