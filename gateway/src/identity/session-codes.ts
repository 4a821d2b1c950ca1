import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { isValid } from '../http/validation';
import { writePrivate } from './secret-file';
import type { TokenSubject } from './token-subject';

const Kept = Type.Object({
  participantId: Type.String(),
  mspId: Type.String(),
  /** The SHA-256 of the part of the code that the name of its file does not have. */
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  expiresAt: Type.String(),
  sessionEndsAt: Type.String(),
  parent: Type.Optional(Type.String()),
});
type Kept = Static<typeof Kept>;

/** The session that a code begins. */
export interface SessionGrant extends TokenSubject {
  readonly sessionEndsAt: string;
  /** The sign-in with which the code was made, if a participant made it: the session ends with it. */
  readonly parent?: string | undefined;
}

/** A code as it is handed over, and its end. */
export interface SessionCode {
  readonly code: string;
  readonly expiresAt: string;
}

/** A code counts as long as this. */
export const codeSeconds = 600;

/** The alphabet of ids: without letters that look like digits. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const [nameLength, secretLength] = [8, 20];
const codeForm = new RegExp(`^([${alphabet}]{${String(nameLength)}})([${alphabet}]{${String(secretLength)}})$`);

/** One-time codes of a gateway, one file each. A file has only the hash of a code, and removing it uses the code up. */
export class SessionCodes {
  constructor(
    private readonly folder: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** Keeps a new code for a session, and forgets codes that have expired. */
  issue(grant: SessionGrant): SessionCode {
    this.forget(({ expiresAt }) => Date.parse(expiresAt) <= this.now());
    const code = writeRandom(nameLength + secretLength);
    const expiresAt = new Date(this.now() + codeSeconds * 1000).toISOString();
    const { participantId, mspId, sessionEndsAt, parent } = grant;
    const hash = hashSecret(code.slice(nameLength)).toString('hex');
    const kept: Kept = { participantId, mspId, hash, expiresAt, sessionEndsAt, ...(parent !== undefined && { parent }) };
    writePrivate(this.getPath(code.slice(0, nameLength)), JSON.stringify(kept));
    return { code: (code.match(/.{4}/g) ?? []).join('-'), expiresAt };
  }

  /** Uses a code up, and returns the session that it begins; `undefined` if it does not count. Of several callers one gets it. */
  useUp(code: string): SessionGrant | undefined {
    const [, name = '', secret = ''] = codeForm.exec(normalise(code)) ?? [];
    const kept = name === '' ? undefined : this.find(name);
    const expected = kept ? Buffer.from(kept.hash, 'hex') : Buffer.alloc(32); // An unknown code is compared too.
    if (!timingSafeEqual(expected, hashSecret(secret)) || !kept) return undefined;
    if (Date.parse(kept.expiresAt) <= this.now() || !this.take(name)) return undefined;
    const { participantId, mspId, sessionEndsAt, parent } = kept;
    return { participantId, mspId, sessionEndsAt, parent };
  }

  /** Forgets the codes of a participant. */
  forgetOf(participant: string): void {
    this.forget(({ participantId }) => participantId === participant);
  }

  private find(name: string): Kept | undefined {
    try {
      const kept: unknown = JSON.parse(readFileSync(this.getPath(name), 'utf8'));
      return isValid(Kept, kept) ? kept : undefined;
    } catch {
      return undefined; // Absent, or used up meanwhile.
    }
  }

  /** Removes a code; tells whether it was there. Only one process can remove a file. */
  private take(name: string): boolean {
    try {
      unlinkSync(this.getPath(name));
      return true;
    } catch {
      return false;
    }
  }

  private forget(isMeant: (kept: Kept) => boolean): void {
    const names = existsSync(this.folder) ? readdirSync(this.folder).map((file) => file.slice(0, -'.json'.length)) : [];
    for (const name of names) {
      const kept = this.find(name);
      if (kept && isMeant(kept)) this.take(name);
    }
  }

  private getPath(name: string): string {
    return join(this.folder, `${name}.json`);
  }
}

function writeRandom(length: number): string {
  return [...randomBytes(length)].map((byte) => alphabet.charAt(byte & 31)).join('');
}

/** Reads a code as people type it: hyphens, spaces and capitals do not matter, and o, i and l mean the digits that they look like. */
function normalise(code: string): string {
  return code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
}

function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
