#!/usr/bin/env node
/** Verifies a pack by docs/evidence.md: node verify-pack.js PACK FOLDER_OF_ROOTS. It shares no code. */
const { createHash, verify, X509Certificate } = require('node:crypto');
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const none = Buffer.alloc(0);
const { concat } = Buffer;
const parse = (pem) => new X509Certificate(pem);
const half = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;
const hash = (...parts) => createHash('sha256').update(concat(parts)).digest();
const toHex = (bytes) => bytes.toString('hex');
const toBase = (bytes) => bytes.toString('base64');
const sort = (names) => [...new Set(names)].sort();

function check(holds, fault) {
	if (!holds) throw new RangeError(fault);
}

function toJson(value) {
	if (Array.isArray(value)) return `[${value.map(toJson).join()}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	return `{${sort(Object.keys(value)).map((name) => `${JSON.stringify(name)}:${toJson(value[name])}`)}}`;
}

function read(bytes) {
	const fields = [];
	let at = 0;
	const decode = () => {
		for (let value = 0, factor = 1; ; factor *= 128) {
			const byte = bytes[at++];
			check(byte !== undefined, 'MESSAGE');
			value += (byte & 127) * factor;
			if (byte < 128) return value;
		}
	};
	while (at < bytes.length) {
		const tag = decode();
		const value = decode();
		const isBytes = tag % 8 === 2;
		if (isBytes) at += value;
		check((isBytes || tag % 8 === 0) && at <= bytes.length, 'MESSAGE');
		(fields[tag >>> 3] ??= []).push(isBytes ? bytes.subarray(at - value, at) : value);
	}
	return fields;
}

const get = (bytes, number) => read(bytes)[number] ?? [];
const one = (bytes, ...path) => path.reduce((inside, number) => get(inside, number)[0] ?? none, bytes);
const count = (bytes, number) => Number(get(bytes, number)[0] ?? 0);
const say = (...place) => one(...place).toString();
const encode = (value) => (value < 128 ? Buffer.of(value) : concat([Buffer.of((value % 128) + 128), encode(Math.floor(value / 128))]));
const wrap = (number, ...parts) => concat([Buffer.of(number * 8 + 2), encode(concat(parts).length), ...parts]);
const write = (number, bytes) => (bytes.length > 0 ? wrap(number, bytes) : none);
const encodeDer = (tag, ...parts) => concat([Buffer.of(tag, concat(parts).length), ...parts]);

function encodeHeader(number, before, data) {
	const digits = `0${number.toString(16)}`;
	const bytes = Buffer.from(digits.slice(digits.length % 2), 'hex');
	return encodeDer(0x30, encodeDer(2, bytes[0] > 127 ? concat([Buffer.of(0), bytes]) : bytes), encodeDer(4, before), encodeDer(4, data));
}

class Configuration {
	constructor(data, roots) {
		const map = (group, number) => new Map(get(group, number).map((entry) => [say(entry, 1), one(entry, 2)]));
		const groups = map(one(data, 1, 2), 2);
		const find = (name) => groups.get(name) ?? none;
		this.msps = new Map();
		[this.application, this.orderers] = ['Application', 'Orderer'].map((name) =>
			sort([...map(find(name), 2).values()].map((group) => this.addMsp(one(map(group, 3).get('MSP') ?? none, 2, 2)))),
		);
		const nodes = get(one(map(find('Orderer'), 3).get('Orderers') ?? none, 2), 1);
		this.nodes = new Map(nodes.map((each) => [count(each, 1), concat([write(1, one(each, 4)), write(2, one(each, 5))])]));
		check(toJson(sort(roots.keys())) === toJson(sort(this.msps.keys())), 'ROOT');
		for (const [mspId, { tops }] of this.msps) {
			const trusted = roots.get(mspId).map(String);
			check(tops.length > 0 && tops.every((root) => trusted.includes(String(root))), 'ROOT');
		}
	}

	addMsp(msp) {
		this.msps.set(say(msp, 1), { tops: get(msp, 2).map(parse), others: get(msp, 3).map(parse) });
		return say(msp, 1);
	}

	findSigner(identity, signed, signature) {
		const mspId = say(identity, 1);
		const { tops, others } = this.msps.get(mspId) ?? { tops: [], others: [] };
		const cert = parse(one(identity, 2));
		let at = cert;
		for (let steps = 0; steps < 8 && !tops.includes(at); steps += 1) {
			const below = at;
			at = [...tops, ...others].find((each) => each.ca && below.checkIssued(each) && below.verify(each.publicKey));
			check(at, 'CERTIFICATE');
		}
		const s = signature.subarray(6 + (signature[3] ?? 0));
		const isLow = BigInt(`0x${toHex(s)}`) <= half;
		check(tops.includes(at) && !cert.ca && isLow && verify('sha256', signed, cert.publicKey, signature), `SIGNATURE ${mspId}`);
		return mspId;
	}
}

function readEnvelope(envelope) {
	const payload = one(envelope, 1);
	const [head, signer, data] = [one(payload, 1, 1), one(payload, 1, 2), one(payload, 2)];
	const isConfig = count(head, 1) === 1;
	const call = isConfig ? none : one(data, 1);
	const body = one(call, 2);
	const result = one(body, 2, 1);
	const [channel, id, signature, creator, nonce] = [say(head, 4), say(head, 5), one(envelope, 2), one(signer, 1), one(signer, 2)];
	const [proposal, name] = [hash(head, one(call, 1), one(body, 1)), say(body, 1, 1, 1, 3, 1)];
	const [ends, sets] = [get(one(body, 2), 2), get(one(result, 2, 1), 2)];
	return { envelope, payload, isConfig, data, result, channel, id, signature, creator, nonce, proposal, name, ends, sets };
}

function listReads({ sets }) {
	const reads = sets.flatMap((set) => [...get(one(set, 2), 1), ...get(set, 3).flatMap((each) => get(one(each, 2), 1))]);
	return reads.flatMap((each) => get(each, 2)).map((version) => `${count(version, 1)}.${count(version, 2)}`);
}

function listWrites({ sets }, chaincode) {
	const writes = sets.filter((set) => say(set, 1) === chaincode).flatMap((set) => get(one(set, 2), 3));
	return writes.map((write) => [say(write, 1), count(write, 2) === 1 ? none : one(write, 3)]);
}

const cut = (size) => 2 ** Math.floor(Math.log2(size - 1));

function walk(node, path, leaf, size) {
	if (size === 1) return path.length === 0 && leaf === 0 ? node : none;
	if (!(leaf < size) || path.length < 32) return none;
	const [left, beside, rest] = [cut(size), path.subarray(-32), path.subarray(0, -32)];
	if (leaf < left) return hash(Buffer.of(1), walk(node, rest, leaf, left), beside);
	return hash(Buffer.of(1), beside, walk(node, rest, leaf - left, size - left));
}

function hashTree(leaves) {
	if (leaves.length === 1) return leaves[0];
	const left = cut(leaves.length);
	return hash(Buffer.of(1), hashTree(leaves.slice(0, left)), hashTree(leaves.slice(left)));
}

function readEntries(listed, bytes, start) {
	const entries = new Map();
	let from = start;
	for (const { name, size, sha256, sm3, ...others } of listed) {
		const entry = bytes.subarray(from, from + size);
		const isListed = toJson(others) === '{}' && !entries.has(name) && entry.length === size && toHex(hash(entry)) === sha256;
		const isSecond = !sm3 || toHex(createHash('sm3').update(entry).digest()) === sm3;
		check(isListed && isSecond, `ENTRY_HASH ${name}, bytes ${from} on`);
		entries.set(name, entry);
		from += size;
	}
	check(from === bytes.length, `PACK_TOO_LONG ${from}`);
	return entries;
}

class Verifier {
	constructor(manifest, entries, roots) {
		Object.assign(this, manifest, { entries, roots, used: new Set(), newest: 0, next: 0, order: -1, before: none, done: [] });
		this.isBlocks = this.kind === 'blocks';
	}

	take(name) {
		check(this.entries.has(name), `ENTRY ${name}`);
		this.used.add(name);
		return this.entries.get(name);
	}

	readTransactions() {
		for (const { at, id, leaf, ...others } of this.transactions) {
			const [number, index] = at.split('.').map(Number);
			if (this.isBlocks && this.done.at(-1)?.number !== number) this.open(number);
			const envelope = this.isBlocks ? this.block.data[index] : this.take(`envelope/${at}`);
			const each = { ...readEnvelope(envelope ?? none), at, number, index, leaf };
			const found = [`${number}.${index}`, each.id, each.channel, number > 0 || each.isConfig, this.isBlocks, {}];
			const order = number * 2 ** 20 + index;
			check(order > this.order && toJson(found) === toJson([at, id, this.channel, true, leaf === undefined, others]), `TRANSACTION ${at}`);
			this.verifyOne(each);
			this.done.push(each);
			this.order = order;
		}
		this.close();
		return this.done.flatMap((each, rank) => this.describe(each, this.done.slice(rank + 1)));
	}

	verifyOne(each) {
		const { config } = this;
		if (each.number > 0) each.by = config.findSigner(each.creator, each.payload, each.signature);
		if (each.isConfig) {
			each.config = this.config = new Configuration(each.data, this.roots);
			this.newest = each.number;
			return;
		}
		check(toHex(hash(each.nonce, each.creator)) === each.id, `TRANSACTION_ID ${each.at}`);
		check(one(each.result, 1).equals(each.proposal), `PROPOSAL ${each.at}`);
		each.endorsers = sort(each.ends.map((end) => config.findSigner(one(end, 1), concat([each.result, one(end, 1)]), one(end, 2))));
	}

	describe(each, later) {
		const { at, by, endorsers, config } = each;
		if (config) return [{ claim: 'nodes', at, application: config.application, orderers: config.orderers }];
		const show = (key) => key.replace(/^\0|\0$/g, '').replaceAll('\0', '~');
		const writes = listWrites(each, this.chaincode).map(([key, value]) => ({
			claim: 'wrote',
			at,
			key: show(key),
			value: value.length > 0 ? toHex(hash(value)) : 'deleted',
		}));
		const readers = later.filter((reader) => listReads(reader).includes(at)).slice(0, 1);
		const confirmed = readers.map((reader) => ({ claim: 'confirmed', at, by: reader.at }));
		return [{ claim: 'made', at, by, endorsers, function: each.name }, ...writes, ...confirmed];
	}

	open(number) {
		this.close();
		const bytes = this.take(`block/${number}`);
		const [data, [signed]] = [get(one(bytes, 2), 1), get(one(bytes, 3), 1)];
		const findHash = (at) => this.take('headers').subarray(at * 32, at * 32 + 32);
		for (; this.next < number; this.next += 1) this.before = hash(encodeHeader(this.next, this.before, findHash(this.next)));
		const header = [number, this.before, findHash(number)];
		check(hash(...data).equals(header[2]), `DATA_HASH ${number}`);
		const [value, marks] = [number > 0 ? one(signed, 1) : none, get(signed, 2)];
		const parts = marks.map((each) => wrap(2, ...[1, 2, 3].map((at) => write(at, one(each, at)))));
		const encoded = [
			wrap(1, number > 0 ? concat([Buffer.of(8), encode(number)]) : none, write(2, header[1]), write(3, header[2])),
			wrap(2, ...data.map((each) => wrap(1, each))),
			wrap(3, wrap(1, write(1, value), ...parts), ...Array(4).fill(wrap(1))),
		];
		const isWhole = data.every((each) => one(each, 1).length > 0 && (number === 0 || one(each, 2).length > 0));
		check(concat(encoded).equals(bytes) && isWhole, `HEADER ${number}`);
		this.checkNodes(number, marks, [value, encodeHeader(...header)]);
		this.block = { data, named: count(one(value, 1), 1) };
	}

	checkNodes(number, marks, [value, header]) {
		const signers = marks.map((each) => {
			const nodeId = one(each, 3);
			const identity = nodeId.length > 0 ? this.config.nodes.get(count(nodeId, 1)) : one(each, 1, 1);
			const mspId = this.config.findSigner(identity ?? none, concat([value, one(each, 1), nodeId, header]), one(each, 2));
			check(this.config.orderers.includes(mspId), `ORDERERS ${number}`);
			return toHex(identity);
		});
		check(signers.length > 0 === number > 0 && signers.length === sort(signers).length, `ORDERERS ${number}`);
	}

	close() {
		check(!this.block || this.block.named === this.newest, 'LAST_CONFIG');
	}

	readExtras() {
		const [prices, times] = [[], []];
		const of = this.isBlocks ? `block/${this.done.at(-1).number}` : 'checkpoint';
		for (const [entry, bytes] of this.entries) {
			const digest = toHex(hash(bytes));
			if (!/^(price|timestamp)\/[\w.-]+$/.test(entry)) continue;
			this.used.add(entry);
			const isSaid = (each) => listWrites(each, this.chaincode).some(([, value]) => value.includes(`"${digest}"`));
			if (entry[0] === 'p') prices.push({ claim: 'opened', at: this.done.find(isSaid)?.at, entry, hash: digest });
			else times.push({ claim: 'timestamp', entry, of: bytes.includes(hash(this.take(of))) ? of : 'nothing' });
		}
		return [...prices, ...times];
	}

	readEnd() {
		const { height, isBlocks, done } = this;
		check(Number.isSafeInteger(height) && height > done.at(-1).number, 'TRANSACTION height');
		if (isBlocks) check(this.take('headers').length === (done.at(-1).number + 1) * 32, 'HEADER headers');
		const claims = isBlocks ? [{ claim: 'nothing-later', height, by: [] }] : this.readNotes();
		for (const name of this.entries.keys()) check(this.used.has(name), `ENTRY ${name}`);
		return claims;
	}

	readNotes() {
		const { channel, subject, chaincode, height, done } = this;
		const origin = `${channel}.databund/${toHex(hash(encodeHeader(0, none, hash(done[0].envelope)))).slice(0, 16)}`;
		const whole = this.readNote('checkpoint', origin);
		const [, sizeText, rootText = ''] = whole.text.split('\n');
		const [size, root] = [Number(sizeText), Buffer.from(rootText, 'base64')];
		check(whole.text === `${origin}\n${size}\n${toBase(root)}\n` && done[0].at === '0.0', 'CHECKPOINT');
		const leaves = done.map(({ number, index, envelope, leaf, at }) => {
			const place = Buffer.alloc(14);
			place.writeBigUInt64BE(BigInt(number), 1);
			place.writeUInt32BE(index, 9);
			const node = hash(place, hash(envelope));
			check(walk(node, this.take(`path/${at}`), leaf, size).equals(root), `PATH ${at}`);
			return node;
		});
		const list = this.readNote('subject', origin);
		const named = `${origin}/subject/${subject.kind}/${subject.id}/${chaincode}/${height}`;
		check(list.text === `${named}\n${leaves.length}\n${toBase(hashTree(leaves))}\n`, 'SUBJECT');
		return [
			{ claim: 'cosigned', by: whole.by, size, root: toHex(root) },
			{ claim: 'nothing-later', height, by: list.by },
		];
	}

	readNote(entry, origin) {
		const note = this.take(entry).toString();
		const end = note.lastIndexOf('\n\n') + 1;
		const lines = note.slice(end + 1).split('\n');
		check(end > 0 && lines.pop() === '' && lines.length > 0 && Buffer.from(note).equals(this.take(entry)), `NOTE ${entry}`);
		const by = lines.map((line) => {
			const [, mspId = '', signature = ''] = /([^/ ]+) (\S+)$/.exec(line) ?? [];
			const bytes = Buffer.from(signature, 'base64');
			check(line === `\u2014 ${origin}/${mspId} ${toBase(bytes)}`, `NOTE ${entry}`);
			const pem = this.take(`cosigner/${mspId}`);
			const key = parse(pem).publicKey.export({ type: 'spki', format: 'der' });
			check(hash(key).subarray(0, 4).equals(bytes.subarray(0, 4)) && String(parse(pem)) === String(pem), 'COSIGNATURE');
			const identity = concat([write(1, Buffer.from(mspId)), write(2, pem)]);
			return this.config.findSigner(identity, Buffer.from(note.slice(0, end)), bytes.subarray(4));
		});
		check(sort(by).length === by.length, 'COSIGNATURE');
		return { text: note.slice(0, end), by: sort(by) };
	}
}

function verifyPack(bytes, roots) {
	const end = bytes.indexOf(10);
	const line = bytes.subarray(0, end).toString();
	const manifest = JSON.parse(line);
	const { kind, id, ...others } = manifest.subject;
	const form = `${Object.keys(manifest)} ${manifest.format} ${Object.keys(others)}`;
	const members = 'chaincode,channel,claims,entries,format,height,kind,subject,transactions';
	check(toJson(manifest) === line && form === `${members} databund-evidence/1 `, 'PACK');
	check(/^(blocks|checkpoint)$/.test(manifest.kind), 'PACK');
	const verifier = new Verifier(manifest, readEntries(manifest.entries, bytes, end + 1), roots);
	const claims = [...verifier.readTransactions(), ...verifier.readExtras(), ...verifier.readEnd()];
	check(toJson(claims) === toJson(manifest.claims), 'CLAIM');
	check(
		claims.some(({ key }) => key === `${kind}~${id}`),
		'SUBJECT',
	);
	return manifest;
}

function readRoots(folder) {
	const names = readdirSync(folder).filter((name) => name.endsWith('.pem'));
	const split = (pems) => pems.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g).map(parse);
	return new Map(names.map((name) => [name.slice(0, -4), split(readFileSync(join(folder, name), 'utf8'))]));
}

module.exports = { verifyPack };

if (require.main === module) {
	try {
		const { kind, subject, claims } = verifyPack(readFileSync(process.argv[2]), readRoots(process.argv[3]));
		console.log(`${claims.map(toJson).join('\n')}\nVERIFIED: ${subject.kind} ${subject.id}, a pack of kind ${kind}.`);
	} catch (error) {
		console.error(`NOT VERIFIED: ${error.message}`);
		process.exitCode = 1;
	}
}
