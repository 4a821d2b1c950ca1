import { X509Certificate } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EvidenceError, verifyPack } from '@databund/audit';
import type { PinnedRoots } from '@databund/ledger-verifier';
import { TestError } from '../support/test-error';

type Verify = (bytes: Uint8Array, roots: ReadonlyMap<string, readonly X509Certificate[]>) => unknown;

/** Returns whether `databund verify` accepts a pack. */
export async function isAcceptedByFirst(bytes: Uint8Array, pinnedRoots: PinnedRoots): Promise<boolean> {
  try {
    return (await verifyPack(bytes, pinnedRoots)).verified;
  } catch (error) {
    if (error instanceof EvidenceError) return false;
    throw error; // A pack that makes the verifier fail in another way is a defect.
  }
}

/** Returns whether the second verifier accepts a pack. */
export function isAcceptedBySecond(bytes: Uint8Array, pinnedRoots: PinnedRoots): boolean {
  const roots = Object.entries(pinnedRoots).map(([mspId, pems]) => [mspId, pems.map((pem) => new X509Certificate(pem))] as const);
  try {
    loadSecond()(Buffer.from(bytes), new Map(roots));
    return true;
  } catch {
    return false;
  }
}

function loadSecond(): Verify {
  const path = join(dirname(require.resolve('@databund/audit/package.json')), 'bin', 'verify-pack.js');
  const module: unknown = createRequire(__filename)(path);
  if (typeof module === 'object' && module !== null && 'verifyPack' in module && isVerify(module.verifyPack)) return module.verifyPack;
  throw new TestError('UNEXPECTED_ANSWER', `${path} exports no function verifyPack.`);
}

function isVerify(value: unknown): value is Verify {
  return typeof value === 'function';
}
