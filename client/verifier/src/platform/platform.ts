import { VerifierError } from '../verifier-error';

/** A certificate as a platform reads it. */
export interface Certificate {
  /** DER. */
  readonly raw: Uint8Array;
  /** Hex, as the platform prints it. */
  readonly serialNumber: string;
  /** True if its basic constraints make it that of an authority. */
  readonly isAuthority: boolean;
  /** Milliseconds since 1970. */
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly key: PublicKey;
  /** Returns whether this certificate names that one as its issuer, and that one's key signed it. */
  readonly isIssuedBy: (issuer: Certificate) => boolean;
}

/** A public key as a platform holds it. */
export interface PublicKey {
  /** Curve of an ECDSA key; `other` for a key that Fabric does not sign with. */
  readonly algorithm: 'p-256' | 'p-384' | 'ed25519' | 'other';
  /** The platform's own form of the key. */
  readonly handle: unknown;
}

/** A thread that runs a module beside the main thread, and what it answers. */
export interface Thread<Answer> {
  /** Sends a message, which is copied. */
  readonly send: (message: object) => void;
  /** Chooses who hears each answer, and why the thread failed. */
  readonly listen: (onAnswer: (answer: Answer) => void, onFailure: (error: Error) => void) => void;
  /** Chooses whether the process stays alive for the thread; it does at first. */
  readonly hold: (isHeld: boolean) => void;
  /** Ends the thread at once. */
  readonly end: () => void;
}

/** The cryptography that a verification needs: node:crypto in Node, another library in a browser. */
export interface Platform {
  /** Returns SHA-256 over the concatenation of these bytes. */
  readonly sha256: (...parts: readonly Uint8Array[]) => Uint8Array;
  /** Returns whether a key made a signature: DER of ECDSA over this hash of the message, or Ed25519 over the message. Throws nothing. */
  readonly verify: (key: PublicKey, message: Uint8Array, signature: Uint8Array, hash?: 'sha256' | 'sha384') => boolean;
  /** Does the same beside the main thread, if the platform can. */
  readonly verifyBeside?: (key: PublicKey, message: Uint8Array, signature: Uint8Array) => Promise<boolean>;
  /** Starts a thread that runs a module; `undefined` if there is no second core for it. */
  readonly startThread?: <Answer>(file: string) => Thread<Answer> | undefined;
  /** Reads a certificate, PEM or DER. Throws what it likes for other bytes. */
  readonly parseCertificate: (encoded: string | Uint8Array) => Certificate;
}

let chosen: Platform | undefined;

/** Chooses the platform of all verifications. The package's entry for Node chooses node:crypto. */
export function usePlatform(platform: Platform): void {
  chosen = platform;
}

/** Returns the platform. @throws PLATFORM_MISSING before one is chosen */
export function getPlatform(): Platform {
  if (chosen) return chosen;
  throw new VerifierError('PLATFORM_MISSING', 'No platform is chosen. Call usePlatform() first, or import the entry for Node.');
}

/** Starts a thread that runs a module; `undefined` if the platform has no threads, or no second core for one. */
export function startThread<Answer>(file: string): Thread<Answer> | undefined {
  return getPlatform().startThread?.<Answer>(file);
}
