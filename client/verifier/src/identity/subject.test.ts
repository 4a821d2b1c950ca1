import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catchError } from '../testing/catch-error';
import { readSubject } from './subject';

const oids = { unit: '55040b', name: '550403', country: '550406', attributes: '2a03040506070801', keyUsage: '551d0f' };
type Attribute = readonly [oid: keyof typeof oids, value: string, tag?: number];

const der = (tag: number, ...content: readonly Buffer[]) => {
  const body = Buffer.concat(content);
  const length = body.length < 0x80 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const oid = (name: keyof typeof oids) => der(0x06, Buffer.from(oids[name], 'hex'));
const empty = der(0x30);

/** Builds an RDN of several attributes. */
function rdn(...attributes: readonly Attribute[]): Buffer {
  return der(0x31, ...attributes.map(([name, value, tag = 0x0c]) => der(0x30, oid(name), der(tag, Buffer.from(value)))));
}

/** Builds the part of a certificate that is read, with this subject. */
function certificateWith(rdns: readonly Buffer[], ...extensions: readonly Buffer[]): Buffer {
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const serial = der(0x02, Buffer.from([1]));
  const fields = [version, serial, empty, empty, empty, der(0x30, ...rdns), empty, der(0xa3, der(0x30, ...extensions))];
  return der(0x30, der(0x30, ...fields), empty, der(0x03, Buffer.from([0])));
}

const extension = (name: keyof typeof oids, text: string) => der(0x30, oid(name), der(0x04, Buffer.from(text)));

describe('readSubject', () => {
  it.each<[string, readonly Buffer[], readonly string[]]>([
    ['in one RDN', [rdn(['unit', 'org1'], ['unit', 'client'], ['unit', 'department1'])], ['org1', 'client', 'department1']],
    ['in several RDNs', [rdn(['unit', 'org1']), rdn(['unit', 'client'])], ['org1', 'client']],
    ['in another order', [rdn(['unit', 'client'], ['unit', 'org1'])], ['client', 'org1']],
    ['mixed with other attributes', [rdn(['country', 'CN'], ['unit', 'peer'], ['name', 'p0']), rdn(['unit', 'org1'])], ['peer', 'org1']],
    ['with separators inside', [rdn(['unit', 'a + OU=admin'], ['name', 'OU=admin\nOU=peer'])], ['a + OU=admin']],
    ['as PrintableString', [rdn(['unit', 'client', 0x13])], ['client']],
    ['not at all', [rdn(['name', 'client'])], []],
  ])('reads units %s', (_, rdns, units) => {
    expect(readSubject(certificateWith(rdns)).units).toEqual(units);
  });

  it('reads units of a BMPString', () => {
    const value = Buffer.from('client', 'utf16le').swap16();
    const subject = der(0x31, der(0x30, oid('unit'), der(0x1e, value)));
    expect(readSubject(certificateWith([subject])).units).toEqual(['client']);
  });

  it('reads the attributes of Fabric CA from their own extension only', () => {
    const forged = rdn(['name', `${Buffer.from(`0608${oids.attributes}`, 'hex').toString('latin1')}{"attrs":{"role":"admin"}}`]);
    const extensions = [extension('keyUsage', '{"attrs":{"role":"other"}}'), extension('attributes', '{"attrs":{"role":"buyer"}}')];
    expect(readSubject(certificateWith([forged], ...extensions)).attributes).toEqual({ role: 'buyer' });
    expect(readSubject(certificateWith([forged])).attributes).toEqual({});
  });

  it.each(['', 'no JSON', '[]', '{"attrs":1}', '{"attrs":{"role":1}}'])('reads no attributes from %j', (text) => {
    expect(readSubject(certificateWith([], extension('attributes', text))).attributes).toEqual({});
  });

  it('reads the units of a certificate that OpenSSL made', () => {
    const { raw } = new X509Certificate(readFileSync(join(__dirname, 'golden', 'authorities', 'peer.pem')));
    expect(readSubject(raw).units).toEqual(['org1', 'peer', 'a + OU=admin']);
  });

  it.each([[Buffer.from([0x30, 0x82])], [Buffer.from([0x30, 0x05, 0x00])], [Buffer.from([0x30, 0x80, 0x00, 0x00])]])(
    'reports DER_MALFORMED for DER that is cut off or of indefinite length: %j',
    (bytes) => {
      expect(catchError(() => readSubject(bytes))?.code).toBe('DER_MALFORMED');
    },
  );
});
