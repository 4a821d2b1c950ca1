import 'reflect-metadata'; // Needed by @peculiar/x509.
import { KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509';
import { DevnetError } from '../errors';

cryptoProvider.set(webcrypto);

/** An organisation that gets certificates, and the kind of its one node. */
export interface OrganisationNames {
  readonly mspId: string;
  readonly domain: string;
  readonly node: 'peer' | 'orderer';
}

/** A certificate with its private key, both PEM; the key is PKCS#8. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** The period in which a certificate is valid; by default ten years from an hour ago. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const attributesExtension = '1.2.3.4.5.6.7.8.1';
const roles = ['client', 'peer', 'admin', 'orderer'] as const;

/** Writes the crypto folder `<folder>/<mspId>` unless it exists. An interrupted call leaves none. */
export async function issueOrganisation(folder: string, names: OrganisationNames): Promise<void> {
  const home = join(folder, names.mspId);
  if (existsSync(home)) return;
  const draft = `${home}.new`;
  rmSync(draft, { recursive: true, force: true });
  const ca = await issueAuthority(`ca.${names.domain}`);
  const tlsCa = await issueAuthority(`tlsca.${names.domain}`);
  writeIssued(draft, ca, ['ca/cert.pem', 'ca/key.pem']);
  writeIssued(draft, tlsCa, ['tlsca/cert.pem', 'tlsca/key.pem']);
  writeVerifyingMsp(join(draft, 'msp'), ca, tlsCa);
  const node = await issueMember(ca, { name: `${names.node}0.${names.domain}`, role: names.node });
  writeVerifyingMsp(join(draft, names.node, 'msp'), ca, tlsCa);
  writeIssued(draft, node, [`${names.node}/msp/signcerts/cert.pem`, `${names.node}/msp/keystore/priv_sk`]);
  writeIssued(draft, await issueTls(tlsCa, `${names.node}0.${names.domain}`), [
    `${names.node}/tls/server.crt`,
    `${names.node}/tls/server.key`,
  ]);
  write(join(draft, names.node, 'tls', 'ca.crt'), tlsCa.certificate);
  writeIssued(draft, await issueMember(ca, { name: `Admin@${names.domain}`, role: 'admin' }), ['admin/cert.pem', 'admin/key.pem']);
  renameSync(draft, home);
}

/** Content of a client certificate; `attributes` are Fabric CA attributes that chaincode can read. */
export interface ClientNames {
  /** Common name, and the name of the folder that receives certificate and key. */
  readonly name: string;
  /** Organisational units beside `client`. */
  readonly units?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly validity?: Validity | undefined;
}

/** Issues a client identity from the CA of the crypto folder `home`, and writes `users/<name>/cert.pem` and `key.pem` in it. @throws IDENTITY_NAME_INVALID */
export async function issueClient(home: string, { name, units, attributes, validity }: ClientNames): Promise<Issued> {
  if (!/^[A-Za-z0-9][A-Za-z0-9@._-]{0,63}$/.test(name)) {
    const expected = 'expected up to 64 letters, digits, @, ., _ and -, with a letter or a digit first';
    throw new DevnetError('IDENTITY_NAME_INVALID', `The identity name is "${name}": ${expected}.`);
  }
  const ca = { certificate: read(home, 'ca', 'cert.pem'), key: read(home, 'ca', 'key.pem') };
  const issued = await issueMember(ca, { name, role: 'client', units, attributes, validity });
  writeIssued(locateClient(home, name), issued, ['cert.pem', 'key.pem']);
  return issued;
}

/** Returns the folder in which `issueClient` keeps an identity. */
export function locateClient(home: string, name: string): string {
  return join(home, 'users', name);
}

/** Issues a self-signed CA certificate. */
export async function issueAuthority(name: string): Promise<Issued> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: generateSerial(),
    name: `CN=${name}, O=${name}`,
    ...makeDefaultValidity(),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return toIssued(certificate, keys.privateKey);
}

/** Content of a member certificate; the role becomes its organisational unit. */
export interface MemberNames {
  readonly name: string;
  readonly role: (typeof roles)[number];
  /** Organisational units beside that of the role. */
  readonly units?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly validity?: Validity | undefined;
}

/** Issues a certificate for a node or a user. */
export async function issueMember(ca: Issued, { name, role, units = [], attributes, validity }: MemberNames): Promise<Issued> {
  const content = Buffer.from(JSON.stringify({ attrs: attributes ?? {} }));
  return issueLeaf(ca, {
    subject: [`CN=${name}`, ...[role, ...units].map((unit) => `OU=${unit}`)].join(', '),
    validity: validity ?? makeDefaultValidity(),
    extensions: attributes ? [new Extension(attributesExtension, false, content)] : [],
  });
}

function issueTls(ca: Issued, name: string): Promise<Issued> {
  return issueLeaf(ca, {
    subject: `CN=${name}`,
    validity: makeDefaultValidity(),
    extensions: [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: name },
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  });
}

/** Issues a certificate that is not a CA, with any subject, such as `CN=user, OU=org1+OU=client`. */
export async function issueLeaf(
  ca: Issued,
  { subject, validity, extensions }: { readonly subject: string; readonly validity: Validity; readonly extensions: readonly Extension[] },
): Promise<Issued> {
  const issuer = new X509Certificate(ca.certificate);
  const signingKey = await importKey(ca.key);
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: generateSerial(),
    subject,
    issuer: issuer.subject,
    ...validity,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...extensions,
    ],
  });
  return toIssued(certificate, keys.privateKey);
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

/** Generates a positive serial number, as X.509 requires. */
function generateSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function makeDefaultValidity(): Validity {
  const hour = 3_600_000;
  return { notBefore: new Date(Date.now() - hour), notAfter: new Date(Date.now() + 87_600 * hour) };
}

function toIssued(certificate: X509Certificate, key: webcrypto.CryptoKey): Issued {
  return { certificate: `${certificate.toString('pem')}\n`, key: KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function writeVerifyingMsp(folder: string, ca: Issued, tlsCa: Issued): void {
  write(join(folder, 'cacerts', 'ca.pem'), ca.certificate);
  write(join(folder, 'tlscacerts', 'tlsca.pem'), tlsCa.certificate);
  write(join(folder, 'config.yaml'), formatNodeOus());
}

function formatNodeOus(): string {
  const formatUnit = (role: string) =>
    `  ${role[0]?.toUpperCase() ?? ''}${role.slice(1)}OUIdentifier:\n    Certificate: cacerts/ca.pem\n    OrganizationalUnitIdentifier: ${role}\n`;
  return `NodeOUs:\n  Enable: true\n${roles.map(formatUnit).join('')}`;
}

function writeIssued(folder: string, { certificate, key }: Issued, [certificatePath, keyPath]: readonly [string, string]): void {
  write(join(folder, certificatePath), certificate);
  write(join(folder, keyPath), key);
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, content, { mode: 0o600 });
}

function read(...path: string[]): string {
  return readFileSync(join(...path), 'utf8');
}
