import { lookup, type LookupAddress } from 'node:dns';
import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { DatabundError, makeInputError } from '../core/databund-error';

/** Options of requesting an address of others. */
export interface GuardedOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of a POST; without it the request is a GET. */
  readonly body?: string;
  /** Answers a redirect as it is, because what is sent is meant for one address only. */
  readonly isRedirectAnswer?: boolean;
  /** Ends the request. */
  readonly signal?: AbortSignal;
  /** Permits addresses of this machine and of private networks. */
  readonly isPrivateAllowed?: boolean;
  /** The longest silence, 30 seconds by default. */
  readonly timeoutMs?: number;
}

const maxRedirects = 5;
const redirects: readonly number[] = [301, 302, 303, 307, 308];
/** The networks that no request of others may reach (IANA's special-purpose registries). */
const closed: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ...([
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
  ] as const),
  ...(['192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'] as const),
  ...(['::/127', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001:db8::/32', '2002::/16', 'fc00::/7', 'fe80::/10', 'ff00::/8'] as const),
].map((network) => {
  const [start = '', bits = ''] = network.split('/');
  return [start, Number(bits), start.includes(':') ? 'ipv6' : 'ipv4'] as const;
});
const blocked = new BlockList();
for (const [start, bits, family] of closed) blocked.addSubnet(start, bits, family);

/** Returns whether an IP address is public: none of this machine, of a private or a special network. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !blocked.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Requests a web address that others named, and follows at most five redirects. Every address to which a name resolves must be public, at
 * each redirect too. @throws DatabundError INPUT_INVALID for an address that is not permitted, NETWORK_UNAVAILABLE
 */
export async function requestGuarded(address: string, options: GuardedOptions = {}): Promise<IncomingMessage> {
  let at = address;
  for (let count = 0; count <= maxRedirects; count += 1) {
    const response = await requestOnce(at, options);
    const { location } = response.headers;
    if (options.isRedirectAnswer === true || !redirects.includes(response.statusCode ?? 0) || location === undefined) return response;
    response.destroy(); // A body without an end would go on beside the next request.
    if (!URL.canParse(location, at)) throw makeAddressError(at, `redirects to ${location.slice(0, 500)}, which is no address`);
    at = new URL(location, at).href;
  }
  throw makeAddressError(address, 'redirects more than five times');
}

function requestOnce(address: string, options: GuardedOptions): Promise<IncomingMessage> {
  const { headers, body, signal, isPrivateAllowed = false, timeoutMs = 30_000 } = options;
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw makeAddressError(address, 'is neither http nor https');
  if (!isPrivateAllowed && isIP(host) !== 0 && !isPublicAddress(host)) throw makeAddressError(address, 'is in a private network');
  const send = url.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const request = send(url, { method, headers, ...(signal && { signal }), ...(!isPrivateAllowed && { lookup: resolvePublic }) }, resolve);
    request.setTimeout(timeoutMs, () =>
      request.destroy(new DatabundError('NETWORK_UNAVAILABLE', { url: address, reason: 'did not answer' }, 0)),
    );
    request.on('error', (error) =>
      reject(error instanceof DatabundError ? error : new DatabundError('NETWORK_UNAVAILABLE', { url: address, reason: error.message }, 0)),
    );
    request.end(body);
  });
}

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** Resolves a name, and fails if one of its addresses is not public: the one that is connected is one of those that were checked. */
function resolvePublic(host: string, options: { readonly all?: boolean | undefined }, done: Found): void {
  lookup(host, { all: true }, (error, addresses) => {
    const [first] = error ? [] : addresses;
    if (!first) done(error ?? makeAddressError(host, 'has no address'), []);
    else if (!addresses.every(({ address }) => isPublicAddress(address))) done(makeAddressError(host, 'is in a private network'), []);
    else if (options.all === true) done(null, addresses);
    else done(null, first.address, first.family);
  });
}

function makeAddressError(address: string, reason: string): DatabundError {
  return makeInputError('/url', `${reason}: ${address}`);
}
