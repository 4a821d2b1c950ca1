import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findError } from '../testing/find-error';
import { readSubject } from './subject';

const oids = { unit: '55040b', name: '550403', country: '550406', attributes: '2a03040506070801', keyUsage: '551d0f' };
type Attribute = readonly [oid: keyof typeof oids, value: string, tag?: number];

const encode = (tag: number, ...content: readonly Buffer[]) => {
  const body = Buffer.concat(content);
  const length = body.length < 0x80 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const encodeOid = (name: keyof typeof oids) => encode(0x06, Buffer.from(oids[name], 'hex'));
const empty = encode(0x30);

/** Builds an RDN of several attributes. */
function encodeRdn(...attributes: readonly Attribute[]): Buffer {
  return encode(0x31, ...attributes.map(([name, value, tag = 0x0c]) => encode(0x30, encodeOid(name), encode(tag, Buffer.from(value)))));
}

/** Builds the part of a certificate that is read, with this subject. */
function encodeCertificate(rdns: readonly Buffer[], ...extensions: readonly Buffer[]): Buffer {
  const version = encode(0xa0, encode(0x02, Buffer.from([2])));
  const serial = encode(0x02, Buffer.from([1]));
  const fields = [version, serial, empty, empty, empty, encode(0x30, ...rdns), empty, encode(0xa3, encode(0x30, ...extensions))];
  return encode(0x30, encode(0x30, ...fields), empty, encode(0x03, Buffer.from([0])));
}

const encodeExtension = (name: keyof typeof oids, text: string | Buffer) => encode(0x30, encodeOid(name), encode(0x04, Buffer.from(text)));

describe('readSubject', () => {
  it.each<[string, readonly Buffer[], readonly string[]]>([
    ['in one RDN', [encodeRdn(['unit', 'org1'], ['unit', 'client'], ['unit', 'department1'])], ['org1', 'client', 'department1']],
    ['in several RDNs', [encodeRdn(['unit', 'org1']), encodeRdn(['unit', 'client'])], ['org1', 'client']],
    ['in another order', [encodeRdn(['unit', 'client'], ['unit', 'org1'])], ['client', 'org1']],
    [
      'mixed with other attributes',
      [encodeRdn(['country', 'CN'], ['unit', 'peer'], ['name', 'p0']), encodeRdn(['unit', 'org1'])],
      ['peer', 'org1'],
    ],
    ['with separators inside', [encodeRdn(['unit', 'a + OU=admin'], ['name', 'OU=admin\nOU=peer'])], ['a + OU=admin']],
    ['as PrintableString', [encodeRdn(['unit', 'client', 0x13])], ['client']],
    ['not at all', [encodeRdn(['name', 'client'])], []],
  ])('reads units %s', (_, rdns, units) => {
    expect(readSubject(encodeCertificate(rdns)).units).toEqual(units);
  });

  it('reads units of a BMPString', () => {
    const value = Buffer.from('client', 'utf16le').swap16();
    const subject = encode(0x31, encode(0x30, encodeOid('unit'), encode(0x1e, value)));
    expect(readSubject(encodeCertificate([subject])).units).toEqual(['client']);
  });

  it('reads the attributes of Fabric CA from their own extension only', () => {
    const forged = encodeRdn(['name', `${Buffer.from(`0608${oids.attributes}`, 'hex').toString('latin1')}{"attrs":{"role":"admin"}}`]);
    const extensions = [
      encodeExtension('keyUsage', '{"attrs":{"role":"other"}}'),
      encodeExtension('attributes', '{"attrs":{"role":"buyer"}}'),
    ];
    expect(readSubject(encodeCertificate([forged], ...extensions)).attributes).toEqual({ role: 'buyer' });
    expect(readSubject(encodeCertificate([forged])).attributes).toEqual({});
  });

  it('reads invalid UTF-8 in an attribute as the replacement character', () => {
    const text = Buffer.from('{"attrs":{"role":"a~b"}}').map((byte) => (byte === 0x7e ? 0xff : byte));
    expect(readSubject(encodeCertificate([], encodeExtension('attributes', Buffer.from(text)))).attributes).toEqual({ role: 'a\ufffdb' });
  });

  it.each(['', 'no JSON', '[]', '{"attrs":1}', '{"attrs":{"role":1}}'])('reads no attributes from %j', (text) => {
    expect(readSubject(encodeCertificate([], encodeExtension('attributes', text))).attributes).toEqual({});
  });

  it('reads the units of a certificate that OpenSSL made', () => {
    const { raw } = new X509Certificate(readFileSync(join(__dirname, 'golden', 'authorities', 'peer.pem')));
    expect(readSubject(raw).units).toEqual(['org1', 'peer', 'a + OU=admin']);
  });

  it.each([[Buffer.from([0x30, 0x82])], [Buffer.from([0x30, 0x05, 0x00])], [Buffer.from([0x30, 0x80, 0x00, 0x00])]])(
    'reports DER_MALFORMED for DER that is cut off or of indefinite length: %j',
    (bytes) => {
      expect(findError(() => readSubject(bytes))?.code).toBe('DER_MALFORMED');
    },
  );
});
