/**
 * Verifies an evidence pack (docs/evidence.md) offline: node verify-pack.js PACK ROOTS. ROOTS is a folder with a file <MSP id>.pem of
 * root certificates for each organisation. It shares no code with the rest of the repository on purpose.
 */
const { createHash, getHashes, verify, X509Certificate } = require('node:crypto');
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const empty = Buffer.alloc(0);
const halfOrder = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hex = (bytes) => bytes.toString('hex');
const sortNames = (names) => [...new Set(names)].sort();

class PackFault extends Error {}

function require_(holds, fault) {
  if (!holds) throw new PackFault(fault);
}

/** Writes canonical JSON (RFC 8785) of values without fractions. */
function toJson(value) {
  if (Array.isArray(value)) return `[${value.map(toJson).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${toJson(value[name])}`).join()}}`;
}

/** Reads a protocol buffer: bytes and integers by field number, each a list. */
function read(bytes) {
  const fields = [];
  let at = 0;
  const varint = () => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      require_(byte !== undefined && shift < 70n, 'a message is cut off');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const value = varint();
    require_(tag % 8 === 0 || (tag % 8 === 2 && at + value <= bytes.length), 'a message is malformed');
    if (tag % 8 === 2) at += value;
    (fields[tag >>> 3] ??= []).push(tag % 8 === 2 ? bytes.subarray(at - value, at) : value);
  }
  return fields;
}

const all = (bytes, number) => read(bytes)[number] ?? [];
const one = (bytes, ...path) => path.reduce((inside, number) => all(inside, number)[0] ?? empty, bytes);
const count = (bytes, number) => Number(all(bytes, number)[0] ?? 0);
const text = (bytes, ...path) => one(bytes, ...path).toString();

function encodeVarint(value) {
  return value < 128 ? Buffer.of(value) : Buffer.concat([Buffer.of((value % 128) + 128), encodeVarint(Math.floor(value / 128))]);
}

const message = (number, bytes) => Buffer.concat([Buffer.of(number * 8 + 2), encodeVarint(bytes.length), bytes]);
const field = (number, bytes) => (bytes.length > 0 ? message(number, bytes) : empty);

function encodeDer(tag, bytes) {
  return Buffer.concat([Buffer.from(bytes.length < 128 ? [tag, bytes.length] : [tag, 0x81, bytes.length]), bytes]);
}

function hashHeader(number, header) {
  return sha256(encodeHeader(number, one(header, 2), one(header, 3)));
}

function encodeHeader(number, previousHash, dataHash) {
  const digits = Buffer.from(number.toString(16).padStart(16, '0'), 'hex');
  const from = digits.findIndex((byte) => byte > 0);
  const short = from < 0 ? Buffer.of(0) : digits.subarray(from);
  const integer = short[0] > 127 ? Buffer.concat([Buffer.of(0), short]) : short;
  return encodeDer(0x30, Buffer.concat([encodeDer(2, integer), encodeDer(4, previousHash), encodeDer(4, dataHash)]));
}

/** The organisations of a configuration: certificates by MSP id, and who runs peers and orderers. */
class Configuration {
  constructor(data, roots) {
    const list = (group, number) => new Map(all(group, number).map((entry) => [text(entry, 1), one(entry, 2)]));
    const groups = list(one(data, 1, 2), 2);
    this.msps = new Map();
    const readMsps = (name) =>
      [...list(groups.get(name) ?? empty, 2).values()].map((group) => {
        const msp = one(list(group, 3).get('MSP') ?? empty, 2, 2);
        const parse = (number) => all(msp, number).map((pem) => new X509Certificate(pem));
        this.msps.set(text(msp, 1), { roots: parse(2), others: parse(3) });
        return text(msp, 1);
      });
    this.application = sortNames(readMsps('Application'));
    this.orderers = sortNames(readMsps('Orderer'));
    this.consenters = new Map();
    for (const each of all(one(list(groups.get('Orderer') ?? empty, 3).get('Orderers') ?? empty, 2), 1))
      this.consenters.set(count(each, 1), Buffer.concat([field(1, one(each, 4)), field(2, one(each, 5))]));
    require_(toJson(sortNames(roots.keys())) === toJson(sortNames(this.msps.keys())), 'other organisations than those of the roots');
    for (const [mspId, msp] of this.msps) {
      const trusted = new Set((roots.get(mspId) ?? []).map(({ fingerprint256 }) => fingerprint256));
      require_(msp.roots.length > 0 && msp.roots.every((root) => trusted.has(root.fingerprint256)), `a root of ${mspId} is not trusted`);
    }
  }

  /** Requires that a member signed a message, and returns its MSP id. */
  requireSigner(identity, signed, signature) {
    const mspId = text(identity, 1);
    const msp = this.msps.get(mspId);
    require_(msp !== undefined, `no organisation ${mspId}`);
    const certificate = new X509Certificate(one(identity, 2));
    let at = certificate;
    for (let steps = 0; steps < 8 && !msp.roots.some(({ fingerprint256 }) => fingerprint256 === at.fingerprint256); steps += 1) {
      const below = at;
      at = [...msp.roots, ...msp.others].find((each) => each.ca && below.checkIssued(each) && below.verify(each.publicKey));
      require_(at !== undefined, `a certificate is not one of ${mspId}`);
    }
    require_(!certificate.ca && at !== certificate, `a signer of ${mspId} is an authority`);
    require_(isSigned(certificate.publicKey, signed, signature), `a signature of ${mspId} does not hold`);
    return mspId;
  }
}

function isSigned(key, signed, signature) {
  const s = signature.subarray(6 + (signature[3] ?? 0));
  return s.length > 0 && BigInt(`0x${hex(s)}`) <= halfOrder && verify('sha256', signed, key, signature);
}

/** Reads an envelope: its header, and for a call its result and arguments. */
function readEnvelope(envelope) {
  const payload = one(envelope, 1);
  const [channelHeader, signatureHeader] = [one(payload, 1, 1), one(payload, 1, 2)];
  const isConfig = count(channelHeader, 1) === 1;
  const call = isConfig ? empty : one(payload, 2, 1);
  const body = one(call, 2);
  return {
    envelope,
    payload,
    signature: one(envelope, 2),
    isConfig,
    channel: text(channelHeader, 4),
    id: text(channelHeader, 5),
    creator: one(signatureHeader, 1),
    nonce: one(signatureHeader, 2),
    data: one(payload, 2),
    header: Buffer.concat([channelHeader, one(call, 1), one(body, 1)]),
    name: text(body, 1, 1, 1, 3, 1),
    result: one(body, 2, 1),
    endorsements: all(one(body, 2), 2),
    sets: all(one(body, 2, 1, 2, 1), 2),
  };
}

function listReads({ sets }) {
  const reads = sets.flatMap((set) => [...all(one(set, 2), 1), ...all(set, 3).flatMap((each) => all(one(each, 2), 1))]);
  return reads.filter((each) => all(each, 2).length > 0).map((each) => `${count(one(each, 2), 1)}.${count(one(each, 2), 2)}`);
}

function listWrites({ sets }, chaincode) {
  const own = sets.filter((set) => text(set, 1) === chaincode).flatMap((set) => all(one(set, 2), 3));
  return own.map((write) => ({ key: text(write, 1), value: count(write, 2) === 1 ? empty : one(write, 3) }));
}

function describeValue(value) {
  if (value.length === 0) return { value: 'deleted' };
  let change = {};
  try {
    change = JSON.parse(value.toString()).change ?? {};
  } catch {
    // Not a record.
  }
  const texts = ['action', 'actor'].filter((name) => typeof change[name] === 'string').map((name) => [name, change[name]]);
  return { value: hex(sha256(value)), ...Object.fromEntries(texts) };
}

/** Verifies a pack; returns its manifest. @throws an error that says what is wrong */
function verifyPack(bytes, roots) {
  const end = bytes.indexOf(10);
  const line = bytes.subarray(0, Math.max(end, 0)).toString();
  const manifest = JSON.parse(line);
  const members = 'chaincode,channel,claims,entries,format,height,kind,subject,transactions';
  require_(toJson(manifest) === line && Object.keys(manifest).sort().join() === members, 'the manifest is not canonical');
  require_(manifest.format === 'databund-evidence/1' && ['blocks', 'checkpoint'].includes(manifest.kind), 'not a databund-evidence/1');
  const entries = readEntries(manifest, bytes, end + 1);
  const verifier = new PackVerifier(manifest, entries, roots);
  const claims = [...verifier.verifyTransactions(), ...verifier.readAdditions(), ...verifier.readEnd()];
  require_(toJson(claims) === toJson(manifest.claims), 'the claims are not what the entries say');
  const { kind, id } = manifest.subject;
  require_(Object.keys(manifest.subject).length === 2, 'the subject has other members');
  require_(
    { trade: 'trd', listing: 'lst', authorisation: 'aut', delivery: 'dlv', participant: 'ptc' }[kind] === id.slice(0, 3),
    'an id of another kind',
  );
  const isNamed = claims.some(({ claim, key }) => claim === 'wrote' && key.startsWith(`${kind}~${id}`));
  require_(isNamed && id.length === 30, `no transaction writes ${kind} ${id}`);
  return manifest;
}

function readEntries({ entries: listed }, bytes, start) {
  const entries = new Map();
  let from = start;
  for (const { name, size, sha256: digest, sm3, ...others } of listed) {
    const entry = bytes.subarray(from, from + size);
    require_(entry.length === size && !entries.has(name) && Object.keys(others).length === 0, `entry ${name} is cut off or listed twice`);
    require_(hex(sha256(entry)) === digest, `entry ${name} has another digest (bytes ${from} to ${from + size})`);
    const isSm3 = sm3 === undefined || !getHashes().includes('sm3') || createHash('sm3').update(entry).digest('hex') === sm3;
    require_(isSm3, `entry ${name} has another SM3`);
    entries.set(name, entry);
    from += size;
  }
  require_(from === bytes.length, `bytes follow the last entry at ${from}`);
  return entries;
}

class PackVerifier {
  constructor(manifest, entries, roots) {
    Object.assign(this, { manifest, entries, roots, used: new Set(), newest: 0, next: 0, previousHash: empty, leaves: [], done: [] });
  }

  take(name) {
    require_(this.entries.has(name), `entry ${name} is missing`);
    this.used.add(name);
    return this.entries.get(name);
  }

  /** Verifies all transactions in order, and returns their claims. */
  verifyTransactions() {
    const { transactions, kind, channel } = this.manifest;
    let block;
    for (const { at, id, leaf, ...others } of transactions) {
      const [number, index] = at.split('.').map(Number);
      require_(`${number}.${index}` === at && Object.keys(others).length === 0, `transaction ${at} is malformed`);
      const last = this.done.at(-1);
      require_(!last || last.number < number || (last.number === number && last.index < index), `transaction ${at} is out of order`);
      if (kind === 'blocks' && last?.number !== number) block = this.openBlock(number);
      const envelope = kind === 'blocks' ? block.data[index] : this.take(`envelope/${at}`);
      require_(envelope !== undefined && (kind === 'blocks') === (leaf === undefined), `transaction ${at} is missing`);
      const read = { ...readEnvelope(envelope), at, number, index, leaf, place: block };
      require_(read.id === id && read.channel === channel, `transaction ${at} is another one`);
      this.verifyOne(read);
      this.done.push(read);
    }
    this.closeBlock(block);
    return this.done.flatMap((each, position) => this.describe(each, this.done.slice(position + 1)));
  }

  verifyOne(each) {
    const { number, isConfig, creator, payload, signature, nonce, result, header, endorsements, at } = each;
    if (number > 0) {
      each.by = this.configuration.requireSigner(creator, payload, signature);
      if (!isConfig) {
        require_(hex(sha256(nonce, creator)) === each.id, `the id of transaction ${at} does not follow`);
        require_(one(result, 1).equals(sha256(header)), `the endorsers of transaction ${at} signed another proposal`);
        const signers = endorsements.map((one_) =>
          this.configuration.requireSigner(one(one_, 1), Buffer.concat([result, one(one_, 1)]), one(one_, 2)),
        );
        each.endorsers = sortNames(signers);
      }
    }
    require_(isConfig || number > 0, 'block 0 is no configuration');
    if (isConfig) each.configuration = this.configuration = new Configuration(each.data, this.roots);
    if (isConfig) this.newest = number;
  }

  describe(each, later) {
    const { at, by, isConfig, configuration, endorsers, name } = each;
    if (isConfig) return [{ claim: 'nodes', at, application: configuration.application, orderers: configuration.orderers }];
    const writes = listWrites(each, this.manifest.chaincode).map(({ key, value }) => {
      const visible = key.replace(/^\0|\0$/g, '').replaceAll('\0', '~');
      return { claim: 'wrote', at, key: visible, ...describeValue(value) };
    });
    const reader = later.find((one_) => listReads(one_).includes(at));
    return [
      { claim: 'made', at, by, endorsers, function: name },
      ...writes,
      ...(reader ? [{ claim: 'confirmed', at, by: reader.at }] : []),
    ];
  }

  /** Checks a block before its transactions: place in the chain, data hash, orderers, and one encoding. */
  openBlock(number) {
    this.closeBlock(this.block);
    const bytes = this.take(`block/${number}`);
    const [header, data, metadata] = [one(bytes, 1), all(one(bytes, 2), 1), all(one(bytes, 3), 1)];
    const hashes = this.take('headers');
    const nameHash = (at) => hashes.subarray(at * 32, at * 32 + 32);
    for (; this.next < number; this.next += 1) this.previousHash = sha256(encodeHeader(this.next, this.previousHash, nameHash(this.next)));
    const isNext = count(header, 1) === number && one(header, 2).equals(this.previousHash) && one(header, 3).equals(sha256(...data));
    require_(isNext && one(header, 3).equals(nameHash(number)), `block ${number} is not the one in the chain of headers`);
    const signatures = all(metadata[0], 2);
    const parts = signatures.map((each) => message(2, Buffer.concat([1, 2, 3].map((at) => field(at, one(each, at))))));
    const kept = [Buffer.concat([field(1, one(metadata[0], 1)), ...parts]), empty, empty, empty, empty];
    const integer = number > 0 ? Buffer.concat([Buffer.of(8), encodeVarint(number)]) : empty;
    const encoded = [
      message(1, Buffer.concat([integer, field(2, one(header, 2)), field(3, one(header, 3))])),
      message(2, Buffer.concat(data.map((each) => message(1, each)))),
      message(3, Buffer.concat(kept.map((each) => message(1, each)))),
    ];
    const isWhole = data.every((each) => one(each, 1).length > 0 && (number === 0 || one(each, 2).length > 0));
    require_(Buffer.concat(encoded).equals(bytes) && isWhole, `block ${number} is encoded in another way`);
    this.verifyOrderers(number, header, { value: one(metadata[0], 1), signatures });
    return (this.block = { number, data, lastConfig: count(one(metadata[0], 1, 1), 1) });
  }

  verifyOrderers(number, header, { value, signatures }) {
    require_(number > 0 === signatures.length > 0, `block ${number} is not signed as expected`);
    const signers = new Set();
    for (const each of signatures) {
      const [signatureHeader, identifier] = [one(each, 1), one(each, 3)];
      const identity = identifier.length > 0 ? this.configuration.consenters.get(count(identifier, 1)) : one(signatureHeader, 1);
      const signed = Buffer.concat([value, signatureHeader, identifier, encodeHeader(number, one(header, 2), one(header, 3))]);
      const mspId = this.configuration.requireSigner(identity ?? empty, signed, one(each, 2));
      require_(this.configuration.orderers.includes(mspId) && !signers.has(hex(identity)), `block ${number} is signed by ${mspId}`);
      signers.add(hex(identity));
    }
  }

  closeBlock(block) {
    require_(!block || block.lastConfig === this.newest, `block ${block?.number} names another configuration`);
  }

  /** Returns the claims of opened prices and timestamps. */
  readAdditions() {
    const opened = [];
    const stamped = [];
    const of = this.manifest.kind === 'blocks' ? `block/${this.done.at(-1)?.number}` : 'checkpoint';
    for (const [name, bytes] of this.entries) {
      const hash = hex(sha256(bytes));
      if (/^price\/[\w.-]+$/.test(name)) {
        const writer = this.done.find((each) => listWrites(each, this.manifest.chaincode).some(({ value }) => value.includes(`"${hash}"`)));
        require_(writer, `no transaction wrote the hash of ${name}`);
        opened.push({ claim: 'opened', at: writer.at, entry: name, hash });
      } else if (/^timestamp\/[\w.-]+$/.test(name)) {
        require_(bytes.includes(sha256(this.take(of))), `${name} is of something else`);
        stamped.push({ claim: 'timestamp', entry: name, of });
      } else continue;
      this.used.add(name);
    }
    return [...opened, ...stamped];
  }

  /** Returns the last claims, after paths and cosignatures. */
  readEnd() {
    const { kind, height } = this.manifest;
    const last = this.done.at(-1);
    require_(last && Number.isSafeInteger(height) && height > last.number, 'the height is below the last block');
    if (kind === 'blocks') require_(this.take('headers').length === (last.number + 1) * 32, 'the headers have another length');
    const claims = kind === 'blocks' ? [{ claim: 'nothing-later', height, by: [] }] : this.readNotes(height);
    require_(
      [...this.entries.keys()].every((name) => this.used.has(name)),
      'an entry is not expected',
    );
    return claims;
  }

  readNotes(height) {
    const { channel, subject, chaincode } = this.manifest;
    const [first] = this.done;
    const origin = `${channel}.databund/${hex(sha256(encodeHeader(0, empty, sha256(first.envelope)))).slice(0, 16)}`;
    const whole = this.readNote('checkpoint', origin);
    const [name, sizeText, rootText] = whole.text.split('\n');
    const [size, root] = [Number(sizeText), Buffer.from(rootText, 'base64')];
    require_(whole.text === `${origin}\n${size}\n${root.toString('base64')}\n` && first.at === '0.0', `${name} is another log`);
    const leaves = this.done.map((each) => {
      const place = Buffer.alloc(13);
      place.writeBigUInt64BE(BigInt(each.number));
      place.writeUInt32BE(each.index, 8);
      return sha256(Buffer.of(0), place, sha256(each.envelope));
    });
    for (const [position, { at, leaf }] of this.done.entries())
      require_(climb(leaves[position], this.take(`path/${at}`), leaf, size)?.equals(root), `the path of ${at} leads elsewhere`);
    const list = this.readNote('subject', origin);
    const named = `${origin}/subject/${subject.kind}/${subject.id}/${chaincode}/${height}`;
    require_(list.text === `${named}\n${leaves.length}\n${hashTree(leaves).toString('base64')}\n`, 'the list is of other transactions');
    return [
      { claim: 'cosigned', by: whole.by, size, root: hex(root) },
      { claim: 'nothing-later', height, by: list.by },
    ];
  }

  /** Reads a signed note, each of whose signatures must hold. */
  readNote(entry, origin) {
    const note = this.take(entry).toString();
    const end = note.lastIndexOf('\n\n') + 1;
    const signed = Buffer.from(note.slice(0, end));
    const lines = note.slice(end + 1).split('\n');
    require_(end > 0 && lines.length > 1 && lines.pop() === '' && Buffer.from(note).equals(this.take(entry)), `${entry} is no note`);
    const by = lines.map((line) => {
      const [dash, name = '', signature = '', ...others] = line.split(' ');
      const mspId = name.slice(origin.length + 1);
      const bytes = Buffer.from(signature, 'base64');
      const isLine = dash === '\u2014' && name === `${origin}/${mspId}` && others.length === 0 && bytes.toString('base64') === signature;
      require_(isLine, `a line of ${entry} is malformed`);
      const pem = this.take(`cosigner/${mspId}`);
      const key = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
      require_(sha256(key).subarray(0, 4).equals(bytes.subarray(0, 4)), `${mspId} signed ${entry} with another key`);
      return this.configuration.requireSigner(Buffer.concat([field(1, Buffer.from(mspId)), field(2, pem)]), signed, bytes.subarray(4));
    });
    require_(new Set(by).size === by.length, `an organisation signed ${entry} twice`);
    return { text: note.slice(0, end), by: sortNames(by) };
  }
}

/** Returns the number of leaves on the left of a tree. */
const halve = (size) => 2 ** Math.floor(Math.log2(size - 1));

function climb(hash, path, leaf, size) {
  if (!(leaf < size)) return undefined;
  if (size === 1) return path.length === 0 ? hash : undefined;
  const [half, beside] = [halve(size), path.subarray(-32)];
  if (path.length % 32 !== 0 || beside.length !== 32) return undefined;
  const isLeft = leaf < half;
  const below = climb(hash, path.subarray(0, -32), isLeft ? leaf : leaf - half, isLeft ? half : size - half);
  return below && sha256(Buffer.of(1), ...(isLeft ? [below, beside] : [beside, below]));
}

function hashTree(leaves) {
  if (leaves.length === 1) return leaves[0];
  const half = halve(leaves.length);
  return sha256(Buffer.of(1), hashTree(leaves.slice(0, half)), hashTree(leaves.slice(half)));
}

/** Reads the root certificates of a folder by MSP id. */
function readRoots(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.pem'));
  const pattern = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
  return new Map(names.map((name) => [name.slice(0, -4), parsePems(readFileSync(join(folder, name), 'utf8').match(pattern) ?? [])]));
}

const parsePems = (pems) => pems.map((pem) => new X509Certificate(pem));

module.exports = { verifyPack, parsePems };

if (require.main === module) {
  try {
    const [, , pack, folder] = process.argv;
    const { kind, subject, claims } = verifyPack(readFileSync(pack), readRoots(folder));
    console.log(claims.map(toJson).join('\n'));
    console.log(`VERIFIED: ${subject.kind} ${subject.id}, a pack of kind ${kind}.`);
  } catch (error) {
    console.error(`NOT VERIFIED: ${error.message}`);
    process.exitCode = 1;
  }
}
