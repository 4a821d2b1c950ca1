import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { parse } from '../http/validation';
import { readKeyOf, requireParticipant, requireUnits } from './certificate-key';
import { formatIdentityFileName, formatObserverFileName } from './identity-name';
import { openText, sealText } from './sealed-text';
import { writePrivate } from './secret-file';
import type { TokenSubject } from './token-subject';

/** A participant's key and certificate under its organisation. */
export interface HeldIdentity extends TokenSubject {
  /** PEM. */
  readonly certificate: string;
  readonly key: KeyObject;
}

/** An identity as it is imported. */
export interface NewIdentity extends TokenSubject {
  readonly certificate: string;
  readonly keyPem: string;
}

/** The identity with which a gateway reads the blocks of one organisation's peer. */
export type NewObserver = Omit<NewIdentity, 'participantId'>;

/** The name of an observer's file, and its id instead of a participant's. */
const observer = 'observer';
const observerUnits = ['client', observer];

const Stored = Type.Object({ certificate: Type.String(), key: Type.String() });

/** The Fabric identities of participants, one file each, encrypted with AES-256-GCM; the name of the file is authenticated too. */
export class Wallet {
  private readonly opened = new Map<string, { readonly modifiedMs: number; readonly identity: HeldIdentity }>();

  /** `key`: 32 bytes, stored outside the folder. */
  constructor(
    private readonly folder: string,
    private readonly key: Buffer,
  ) {}

  /** Stores an identity, in place of an earlier one. @throws CERTIFICATE_INVALID, KEY_INVALID, KEY_MISMATCH, PARTICIPANT_MISMATCH, IDENTITY_NAME_INVALID */
  put({ mspId, participantId, certificate, keyPem }: NewIdentity): void {
    readKeyOf(certificate, keyPem);
    requireParticipant(certificate, participantId);
    this.store(formatIdentityFileName(mspId, participantId), { mspId, participantId, certificate, key: keyPem });
  }

  /** Stores the observer of an organisation, in place of an earlier one. @throws CERTIFICATE_INVALID, KEY_MISMATCH, IDENTITY_NAME_INVALID */
  putObserver({ mspId, certificate, keyPem }: NewObserver): void {
    readKeyOf(certificate, keyPem);
    requireUnits(certificate, observerUnits);
    this.store(formatObserverFileName(mspId), { mspId, participantId: observer, certificate, key: keyPem });
  }

  /** Returns the identity of a participant; `undefined` if the wallet does not hold it. @throws Error if the wallet has another key */
  find(mspId: string, participantId: string): HeldIdentity | undefined {
    return this.load(formatIdentityFileName(mspId, participantId), { mspId, participantId });
  }

  /** Returns the observer of an organisation; `undefined` if the wallet does not hold it. @throws Error if the wallet has another key */
  findObserver(mspId: string): HeldIdentity | undefined {
    return this.load(formatObserverFileName(mspId), { mspId, participantId: observer });
  }

  /** Returns the identity of a participant of any organisation. @throws Error if the wallet has another key */
  findParticipant(participantId: string): HeldIdentity | undefined {
    const held = this.list().find((each) => each.participantId === participantId);
    return held && this.find(held.mspId, participantId);
  }

  /** Returns the participants whose identities are held. */
  list(): readonly TokenSubject[] {
    const names = readModifiedMs(this.folder) === undefined ? [] : readdirSync(this.folder);
    return names.flatMap((name) => {
      const [, mspId, participantId] = /^(.+)~(ptc-[0-9a-z]{26})\.json$/.exec(name) ?? [];
      return mspId !== undefined && participantId !== undefined ? [{ mspId, participantId }] : [];
    });
  }

  private store(name: string, content: object): void {
    writePrivate(join(this.folder, name), sealText(name, JSON.stringify(content), this.key));
  }

  private load(name: string, subject: TokenSubject): HeldIdentity | undefined {
    const path = join(this.folder, name);
    const modifiedMs = readModifiedMs(path);
    if (modifiedMs === undefined) return undefined;
    const known = this.opened.get(name);
    if (known?.modifiedMs === modifiedMs) return known.identity;
    const { certificate, key } = parse(Stored, JSON.parse(openText(name, readFileSync(path, 'utf8'), this.key)));
    const identity = { ...subject, certificate, key: createPrivateKey(key) };
    this.opened.set(name, { modifiedMs, identity });
    return identity;
  }
}

function readModifiedMs(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
