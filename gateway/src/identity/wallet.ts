import { createCipheriv, createDecipheriv, createPrivateKey, randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, writePrivate } from './secret-file';

/** A participant’s key and certificate under its organisation. */
export interface HeldIdentity {
  readonly mspId: string;
  readonly participantId: string;
  /** PEM. */
  readonly certificate: string;
  readonly key: KeyObject;
}

interface Sealed {
  readonly alg: 'aes-256-gcm';
  readonly iv: string;
  readonly tag: string;
  readonly data: string;
}

/** Participants’ Fabric identities in a folder: a file each, sealed with AES-256-GCM; the name of the file is authenticated too. */
export class Wallet {
  private readonly opened = new Map<string, { readonly madeMs: number; readonly identity: HeldIdentity }>();

  /** `key`: 32 bytes, kept outside the folder. */
  constructor(
    private readonly folder: string,
    private readonly key: Buffer,
  ) {}

  /** Keeps an identity. The key must be the certificate’s. @throws Error where it is not */
  put(identity: { readonly mspId: string; readonly participantId: string; readonly certificate: string; readonly keyPem: string }): void {
    const { mspId, participantId, certificate, keyPem } = identity;
    const key = createPrivateKey(keyPem);
    if (!new X509Certificate(certificate).checkPrivateKey(key)) throw new Error('the key is not the certificate’s');
    const name = fileName(mspId, participantId);
    writePrivate(
      join(this.folder, name),
      JSON.stringify(this.seal(name, JSON.stringify({ mspId, participantId, certificate, key: keyPem }))),
    );
  }

  /** The identity of a participant; `undefined` where the wallet holds none. @throws Error where it cannot be opened with this key */
  find(mspId: string, participantId: string): HeldIdentity | undefined {
    const name = fileName(mspId, participantId);
    const path = join(this.folder, name);
    const madeMs = modifiedMs(path);
    if (madeMs === undefined) return undefined;
    const known = this.opened.get(name);
    if (known?.madeMs === madeMs) return known.identity;
    const { certificate, key } = JSON.parse(this.open(name, JSON.parse(readIfThere(path) ?? '') as Sealed)) as {
      certificate: string;
      key: string;
    };
    const identity = { mspId, participantId, certificate, key: createPrivateKey(key) };
    this.opened.set(name, { madeMs, identity });
    return identity;
  }

  /** The identity of a participant of whichever organisation. @throws Error where it cannot be opened with this key */
  findParticipant(participantId: string): HeldIdentity | undefined {
    const held = this.list().find((each) => each.participantId === participantId);
    return held && this.find(held.mspId, participantId);
  }

  /** Whose identities are held. */
  list(): readonly { readonly mspId: string; readonly participantId: string }[] {
    const names = modifiedMs(this.folder) === undefined ? [] : readdirSync(this.folder);
    return names.flatMap((name) => {
      const [, mspId, participantId] = /^(.+)~(ptc-[0-9a-z]{26})\.json$/.exec(name) ?? [];
      return mspId !== undefined && participantId !== undefined ? [{ mspId, participantId }] : [];
    });
  }

  private seal(name: string, text: string): Sealed {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(name));
    const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return { alg: 'aes-256-gcm', iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') };
  }

  private open(name: string, { iv, tag, data }: Sealed): string {
    const decipher = createDecipheriv('aes-256-gcm', this.key, Buffer.from(iv, 'base64')).setAAD(Buffer.from(name));
    decipher.setAuthTag(Buffer.from(tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8');
  }
}

/** Both names have forms without a separator, so no file outside the folder can be named. */
function fileName(mspId: string, participantId: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/.test(mspId) || !/^ptc-[0-9a-hjkmnp-tv-z]{26}$/.test(participantId)) {
    throw new Error('an identity is named by an MSP id and a participant id');
  }
  return `${mspId}~${participantId}.json`;
}

function modifiedMs(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
