import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { isValid } from '../http/validation';
import { writePrivate } from './secret-file';
import type { TokenSubject } from './token-subject';

const Listed = Type.Object({
  participantId: Type.String(),
  mspId: Type.String(),
  issuedAt: Type.String(),
  /** When the last token of it ends: the token itself, or the one that renews it. */
  expiresAt: Type.String(),
  /** The SHA-256 of the refresh token in force. */
  refreshHash: Type.Optional(Type.String()),
  /** The sign-in with which it ends. */
  parent: Type.Optional(Type.String()),
});
type Listed = Static<typeof Listed>;

/** A sign-in: a token, and those that follow from it by refresh. */
export interface SignIn extends TokenSubject {
  readonly id: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly isRefreshable: boolean;
}

/** A sign-in after its refresh, with the next refresh token. */
interface Rotated extends TokenSubject {
  readonly refreshToken: string;
  readonly expiresAt: string;
}

const idForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const refreshForm = /^([0-9a-f-]{36})\.([\w-]{43})$/;

/** The sign-ins of a gateway, one file each. A token counts only as long as the file of its sign-in is there, so removing it revokes at once. */
export class TokenRegister {
  constructor(
    private readonly folder: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** Lists a new sign-in, and returns its id. */
  add(subject: TokenSubject, seconds: number): string {
    const id = randomUUID();
    this.write(id, { ...this.describe(subject, seconds) });
    return id;
  }

  /** Lists a new sign-in that can be renewed, and returns its refresh token, which names it. It ends with its parent, if it has one. */
  addRefreshable(subject: TokenSubject, seconds: number, parent?: string): string {
    return this.replaceSecret(randomUUID(), { ...this.describe(subject, seconds), ...(parent !== undefined && { parent }) });
  }

  /**
   * Exchanges a refresh token for the next one; `undefined` if it does not count. One that was used before revokes its sign-in: somebody
   * else has a copy.
   */
  rotate(refreshToken: string): Rotated | undefined {
    const [, id = '', secret = ''] = refreshForm.exec(refreshToken) ?? [];
    const listed = this.find(id);
    if (listed?.refreshHash === undefined) return undefined;
    if (!timingSafeEqual(Buffer.from(listed.refreshHash), Buffer.from(hashSecret(secret)))) {
      this.revoke(id);
      return undefined;
    }
    const { participantId, mspId, expiresAt } = listed;
    return { participantId, mspId, expiresAt, refreshToken: this.replaceSecret(id, listed) };
  }

  /** Returns when a sign-in ends; `undefined` if it does not count. */
  findEnd(id: string): string | undefined {
    return this.find(id)?.expiresAt;
  }

  /** Tells whether a sign-in counts. */
  has(id: unknown): boolean {
    return typeof id === 'string' && idForm.test(id) && existsSync(this.getPath(id));
  }

  /** Returns all sign-ins that have not ended, oldest first, and forgets the others. */
  list(): readonly SignIn[] {
    const found = this.listIds().flatMap((id) => {
      const listed = this.find(id);
      if (!listed) return [];
      const { refreshHash, parent: _parent, ...rest } = listed;
      return [{ id, ...rest, isRefreshable: refreshHash !== undefined }];
    });
    return found.sort((one, other) => (one.issuedAt < other.issuedAt ? -1 : 1));
  }

  /** Forgets all sign-ins that have ended. */
  forgetEnded(): void {
    for (const id of this.listIds()) this.find(id);
  }

  /** Revokes a sign-in with all its tokens, and those that end with it; tells whether it was there. */
  revoke(id: string): boolean {
    if (!this.has(id)) return false;
    this.remove(id);
    for (const child of this.listIds()) if (this.find(child)?.parent === id) this.revoke(child);
    return true;
  }

  private describe({ participantId, mspId }: TokenSubject, seconds: number): Listed {
    const now = this.now();
    return {
      participantId,
      mspId,
      issuedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + seconds * 1000).toISOString(),
    };
  }

  private replaceSecret(id: string, listed: Listed): string {
    const secret = randomBytes(32).toString('base64url');
    this.write(id, { ...listed, refreshHash: hashSecret(secret) });
    return `${id}.${secret}`;
  }

  private write(id: string, listed: Listed): void {
    writePrivate(this.getPath(id), JSON.stringify(listed));
  }

  /** Returns a sign-in that has not ended; one that has is removed. */
  private find(id: string): Listed | undefined {
    if (!this.has(id)) return undefined;
    const listed: unknown = JSON.parse(readFileSync(this.getPath(id), 'utf8'));
    if (isValid(Listed, listed) && Date.parse(listed.expiresAt) > this.now()) return listed;
    this.remove(id);
    return undefined;
  }

  private listIds(): readonly string[] {
    return existsSync(this.folder) ? readdirSync(this.folder).map((name) => name.slice(0, -'.json'.length)) : [];
  }

  private remove(id: string): void {
    rmSync(this.getPath(id), { force: true });
  }

  private getPath(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
