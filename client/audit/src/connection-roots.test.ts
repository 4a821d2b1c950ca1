import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditError, type AuditErrorCode } from './audit-error';
import { readPinnedRoots } from './connection-roots';

function findError(path: string): { readonly code?: AuditErrorCode; readonly message?: string } {
  try {
    readPinnedRoots(path);
  } catch (error) {
    if (error instanceof AuditError) return error;
    throw error;
  }
  return {};
}

describe('readPinnedRoots', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'connection-'));
    writeFileSync(join(folder, 'root.pem'), 'a root');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const organisation = { rootCerts: ['root.pem'] };
  const orderer = { ...organisation, mspId: 'OrdererMSP' };

  function write(profile: object | string): string {
    const path = join(folder, 'connection.json');
    writeFileSync(path, typeof profile === 'string' ? profile : JSON.stringify(profile));
    return path;
  }

  it('reads the roots of every organisation and of the orderer, relative to the profile', () => {
    const path = write({ organisations: { Org1MSP: organisation }, orderer });
    expect(readPinnedRoots(path)).toEqual({ Org1MSP: ['a root'], OrdererMSP: ['a root'] });
  });

  it.each<[string, object | string]>([
    ['is not JSON', '{'],
    ['has no organisations', { orderer }],
    ['has no orderer', { organisations: { Org1MSP: organisation } }],
    ['has an organisation without roots', { organisations: { Org1MSP: {} }, orderer }],
    ['has a root that is not a path', { organisations: { Org1MSP: { rootCerts: [1] } }, orderer }],
  ])('reports CONNECTION_MALFORMED for a profile that %s', (_, profile) => {
    const { code, message } = findError(write(profile));
    expect(code).toBe('CONNECTION_MALFORMED');
    expect(message).toContain(folder);
  });

  it('reports ROOT_UNREADABLE and names the file if a root certificate is missing', () => {
    const path = write({ organisations: { Org1MSP: { rootCerts: ['missing.pem'] } }, orderer });
    const { code, message } = findError(path);
    expect(code).toBe('ROOT_UNREADABLE');
    expect(message).toContain('missing.pem');
  });
});
