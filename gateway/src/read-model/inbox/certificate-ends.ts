import { X509Certificate } from 'node:crypto';
import type { InboxItem } from '@databund/client';
import { hashBytes } from '@databund/model';
import type { HeldIdentity, Wallet } from '../../identity/wallet';
import type { ConnectionProfile } from '../../ledger/connection-profile';

/** The noun of certificates in an inbox: the ledger has no records of them. */
export const certificateNoun = 'certificate';

/** The certificates that a gateway knows. */
export interface CertificateSources {
  readonly wallet: Pick<Wallet, 'findObserver'>;
  readonly profile?: Pick<ConnectionProfile, 'organisations'> | undefined;
}

/** A participant, whether it pins certificates, and the instant at which they are judged. */
export interface CertificateAsker {
  readonly as: HeldIdentity;
  readonly isPinned: boolean;
  readonly time: string;
}

interface Known {
  readonly title: string;
  readonly pem: string;
  readonly yours: InboxItem['yours'];
}

const daysBefore = 30;

/** Lists the certificates that end within 30 days: the participant's own, and those of its organisation. */
export function listExpiring({ wallet, profile }: CertificateSources, asker: CertificateAsker): readonly InboxItem[] {
  const { mspId } = asker.as;
  const observer = wallet.findObserver(mspId);
  const { rootCerts = [], peer } = profile?.organisations[mspId] ?? {};
  const known: readonly Known[] = [
    describeOwn(asker),
    ...(observer ? [describeObserver(observer)] : []),
    ...rootCerts.map((pem) => ({ title: `the CA of ${mspId}`, pem, yours: [makeAct('RenewCa', 'organisation')] })),
    ...(peer ? [{ title: `the TLS CA of ${mspId}`, pem: peer.tlsRootCert, yours: [makeAct('RenewCa', 'organisation')] }] : []),
  ];
  return known.flatMap((each) => describeExpiring(each, asker.time));
}

/** Describes the participant's own. Who pins must pin the new one beside the old one, with the old one. */
function describeOwn({ as: { mspId, participantId, certificate }, isPinned }: CertificateAsker): Known {
  const files = '--cert new.pem --key new-key.pem';
  const pin = makeAct('PinKeys', 'self', `databund participant pin ${participantId} --certificate old.pem --certificate new.pem`);
  const put = `databund-gateway wallet import --msp ${mspId} --participant ${participantId} ${files}`;
  return {
    title: `participant ${participantId}`,
    pem: certificate,
    yours: [...(isPinned ? [pin] : []), makeAct('RenewCertificate', 'self', put)],
  };
}

function describeObserver({ mspId, certificate }: HeldIdentity): Known {
  const put = `databund-gateway wallet observe --msp ${mspId} --cert new.pem --key new-key.pem`;
  return { title: `the observer of ${mspId}`, pem: certificate, yours: [makeAct('RenewCertificate', 'organisation', put)] };
}

function makeAct(step: string, by: string, command?: string): InboxItem['yours'][number] {
  return { step, by, ...(command !== undefined && { command }) };
}

/** Describes a certificate if it ends soon. A file of several is judged by the first that ends. */
function describeExpiring({ title, pem, yours }: Known, time: string): readonly InboxItem[] {
  const ends = readCertificates(pem).sort((one, other) => readTime(one.validTo) - readTime(other.validTo));
  const [certificate] = ends;
  if (!certificate || readTime(certificate.validTo) - Date.parse(time) > daysBefore * 86_400_000) return [];
  const until = new Date(readTime(certificate.validTo)).toISOString();
  const isOver = until <= time;
  return [
    {
      noun: certificateNoun,
      id: hashBytes(certificate.raw).value,
      title,
      state: isOver ? 'EXPIRED' : 'EXPIRING',
      since: new Date(readTime(certificate.validFrom)).toISOString(),
      until,
      overdue: isOver,
      yours: [...yours],
      others: [],
    },
  ];
}

function readCertificates(pem: string): X509Certificate[] {
  return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((each) => new X509Certificate(each));
}

/** Reads a time as X509Certificate prints it. */
function readTime(text: string): number {
  return Date.parse(text);
}
