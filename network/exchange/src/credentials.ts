import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { issueMember, locateClient, type MemberNames } from '@databund/devnet/internal/msp/issuer';
import { observerUnit } from '@databund/devnet/internal/orderer/channel-rights';
import type { CastMember } from './cast';
import { readMessage, SetupError } from './setup-error';

/** The certificate attribute that names the participant; the chaincode reads it. */
const participantAttribute = 'databund.participant';

/** Paths of a PEM certificate and its private key. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

/** The holder of a certificate: a participant, or the observer of an organisation. */
type Holder = Pick<CastMember, 'name' | 'mspId' | 'participantId'>;

/** The certificates and private keys of participants and observers, under the folder of their organisation's CA. */
export class CredentialStore {
  /** `organisations`: the folder with one crypto folder per MSP id. */
  constructor(private readonly organisations: string) {}

  /** Returns whether a member has a certificate. */
  has(member: Holder): boolean {
    return existsSync(this.locatePaths(member).cert);
  }

  /** The files of a member, checked. @throws SetupError KEY_MISSING, KEY_MISMATCH */
  read(member: Holder): Credentials {
    const paths = this.locatePaths(member);
    if (!existsSync(paths.key))
      throw new SetupError('KEY_MISSING', `The private key of ${member.name} is missing: ${paths.key}. ${explainReplacement(paths)}`);
    if (!isKeyPair(paths))
      throw new SetupError('KEY_MISMATCH', `${paths.key} is not the private key of ${paths.cert}. ${explainReplacement(paths)}`);
    return paths;
  }

  /** Issues a certificate by the organisation's CA. Certificate and key appear together; a concurrent issue of the same member wins or loses as a whole. */
  issue(member: CastMember): Promise<void> {
    return this.issueFor(member, { attributes: { [participantAttribute]: member.participantId } });
  }

  /** Returns the files of the identity that reads an organisation's blocks; issues them if they are missing. @throws SetupError KEY_MISSING, KEY_MISMATCH */
  async provideObserver(mspId: string): Promise<Credentials> {
    const observer = { name: `the observer of ${mspId}`, mspId, participantId: observerUnit };
    if (!this.has(observer)) await this.issueFor(observer, { units: [observerUnit] });
    return this.read(observer);
  }

  private async issueFor(member: Holder, content: Pick<MemberNames, 'attributes' | 'units'>): Promise<void> {
    const { mspId, participantId } = member;
    const ca = join(this.organisations, mspId, 'ca');
    const authority = { certificate: readFileSync(join(ca, 'cert.pem'), 'utf8'), key: readFileSync(join(ca, 'key.pem'), 'utf8') };
    const { certificate, key } = await issueMember(authority, { name: participantId, role: 'client', ...content });
    const folder = dirname(this.locatePaths(member).cert);
    const draft = `${folder}.${randomUUID()}`;
    mkdirSync(draft, { recursive: true, mode: 0o700 });
    try {
      writeFileSync(join(draft, 'cert.pem'), certificate, { mode: 0o600 });
      writeFileSync(join(draft, 'key.pem'), key, { mode: 0o600 });
      renameSync(draft, folder);
    } catch (error) {
      if (!this.has(member)) throw error;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }

  private locatePaths({ mspId, participantId }: Holder): Credentials {
    const folder = locateClient(join(this.organisations, mspId), participantId);
    return { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  }
}

function explainReplacement({ cert }: Credentials): string {
  return `Restore both files from a backup, or remove ${dirname(cert)}: the next start then issues a new certificate.`;
}

function isKeyPair({ cert, key }: Credentials): boolean {
  try {
    return new X509Certificate(readFileSync(cert)).checkPrivateKey(createPrivateKey(readFileSync(key)));
  } catch (error) {
    throw new SetupError('KEY_MISMATCH', `${cert} and ${key} cannot be read (${readMessage(error)}). ${explainReplacement({ cert, key })}`);
  }
}
