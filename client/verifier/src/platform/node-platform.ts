import { createHash, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Certificate, Platform, PublicKey, Thread } from './platform';

const algorithms: Readonly<Record<string, PublicKey['algorithm']>> = { prime256v1: 'p-256', secp384r1: 'p-384', ed25519: 'ed25519' };

/** A key of node:crypto. */
export class NodeKey implements PublicKey {
  readonly algorithm: PublicKey['algorithm'];

  constructor(readonly handle: KeyObject) {
    const { asymmetricKeyType, asymmetricKeyDetails } = handle;
    const name = asymmetricKeyType === 'ec' ? asymmetricKeyDetails?.namedCurve : asymmetricKeyType;
    this.algorithm = algorithms[name ?? ''] ?? 'other';
  }
}

class NodeCertificate implements Certificate {
  readonly raw: Uint8Array;
  readonly serialNumber: string;
  readonly isAuthority: boolean;
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly key: NodeKey;

  constructor(private readonly parsed: X509Certificate) {
    this.raw = parsed.raw;
    this.serialNumber = parsed.serialNumber;
    this.isAuthority = parsed.ca;
    this.validFromMs = Date.parse(parsed.validFrom);
    this.validToMs = Date.parse(parsed.validTo);
    this.key = new NodeKey(parsed.publicKey);
  }

  isIssuedBy(issuer: Certificate): boolean {
    return issuer instanceof NodeCertificate && this.parsed.checkIssued(issuer.parsed) && this.parsed.verify(issuer.key.handle);
  }
}

function chooseHash({ algorithm }: PublicKey, hash: string): string | null {
  return algorithm === 'ed25519' ? null : hash;
}

function startThread<Answer>(file: string): Thread<Answer> | undefined {
  if (availableParallelism() < 2) return undefined;
  const worker = new Worker(file);
  return {
    send: (message) => worker.postMessage(message),
    listen: (onAnswer, onFailure) => {
      worker.removeAllListeners().on('message', onAnswer).on('error', onFailure);
    },
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    end: () => void worker.terminate(),
  };
}

/** Cryptography by node:crypto; signatures beside the main thread are verified by the threads of libuv. */
export const nodePlatform: Platform = {
  sha256: (...parts) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  },
  verify: (key, message, signature, hash = 'sha256') => {
    try {
      return key instanceof NodeKey && verify(chooseHash(key, hash), message, key.handle, signature);
    } catch {
      return false; // The signature is not DER.
    }
  },
  verifyBeside: (key, message, signature) =>
    new Promise((resolve) => {
      if (!(key instanceof NodeKey)) {
        resolve(false);
        return;
      }
      try {
        verify(chooseHash(key, 'sha256'), message, key.handle, signature, (error, isSigned) => resolve(!error && isSigned));
      } catch {
        resolve(false);
      }
    }),
  startThread,
  parseCertificate: (encoded) => new NodeCertificate(new X509Certificate(encoded)),
};
