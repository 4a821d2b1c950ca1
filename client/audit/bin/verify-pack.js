#!/usr/bin/env node
/** Verifies a pack by docs/evidence.md: node verify-pack.js PACK FOLDER_OF_ROOTS. */
const { createHash, verify, X509Certificate } = require('node:crypto');
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const { concat, from: make } = Buffer;
const none = make([]);
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
	if (Object(value) !== value) return JSON.stringify(value);
	return `{${sort(Object.keys(value)).map((name) => `${JSON.stringify(name)}:${toJson(value[name])}`)}}`;
}

function read(bytes) {
	const fields = [];
	let at = 0;
	const decode = () => {
		for (let value = 0, factor = 1; ; factor *= 128) {
			const byte = bytes[at++];
			check(byte >= 0, 'MESSAGE');
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

const get = (bytes, tag) => read(bytes)[tag] ?? [];
const one = (bytes, ...path) => path.reduce((inside, tag) => get(inside, tag)[0] ?? none, bytes);
const count = (bytes, tag) => Number(get(bytes, tag)[0] ?? 0);
const say = (...place) => one(...place).toString();
const encode = (value) => (value < 128 ? make([value]) : concat([make([(value % 128) + 128]), encode(Math.floor(value / 128))]));
const wrap = (tag, ...parts) => concat([make([tag * 8 + 2]), encode(concat(parts).length), ...parts]);
const write = (tag, bytes) => (bytes.length ? wrap(tag, bytes) : none);
const fold = (tag, ...parts) => concat([make([tag, concat(parts).length]), ...parts]);

function makeHeader(number, before, data) {
	const digits = `0${number.toString(16)}`;
	const bytes = make(digits.slice(digits.length % 2), 'hex');
	return fold(0x30, fold(2, bytes[0] > 127 ? concat([make([0]), bytes]) : bytes), fold(4, before), fold(4, data));
}

class Config {
	constructor(data, roots) {
		const map = (group, tag) => new Map(get(group, tag).map((entry) => [say(entry, 1), one(entry, 2)]));
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
			check(tops.length && tops.every((root) => trusted.includes(String(root))), 'ROOT');
		}
	}

	addMsp(msp) {
		this.msps.set(say(msp, 1), { tops: get(msp, 2).map(parse), others: get(msp, 3).map(parse) });
		return say(msp, 1);
	}

	find(who, signed, mark) {
		const mspId = say(who, 1);
		const { tops, others } = this.msps.get(mspId) ?? { tops: [], others: [] };
		const cert = parse(one(who, 2));
		let at = cert;
		for (let steps = 0; steps < 8 && !tops.includes(at); steps += 1) {
			const below = at;
			at = [...tops, ...others].find((each) => each.ca && below.checkIssued(each) && below.verify(each.publicKey));
			check(at, 'CERTIFICATE');
		}
		const s = mark.subarray(6 + (mark[3] ?? 0));
		const isLow = BigInt(`0x${toHex(s)}`) <= half;
		check(tops.includes(at) && !cert.ca && isLow && verify('sha256', signed, cert.publicKey, mark), `SIGNATURE ${mspId}`);
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
	return {
		...{ envelope, payload, isConfig, data, result },
		channel: say(head, 4),
		id: say(head, 5),
		signature: one(envelope, 2),
		creator: one(signer, 1),
		nonce: one(signer, 2),
		proposal: hash(head, one(call, 1), one(body, 1)),
		name: say(body, 1, 1, 1, 3, 1),
		ends: get(one(body, 2), 2),
		sets: get(one(result, 2, 1), 2),
	};
}

function listReads({ sets }) {
	const reads = sets.flatMap((set) => [...get(one(set, 2), 1), ...get(set, 3).flatMap((each) => get(one(each, 2), 1))]);
	return reads.flatMap((each) => get(each, 2)).map((version) => `${count(version, 1)}.${count(version, 2)}`);
}

function listWrites({ sets }, chaincode) {
	const writes = sets.filter((set) => say(set, 1) === chaincode).flatMap((set) => get(one(set, 2), 3));
	return writes.map((write) => [say(write, 1), count(write, 2) === 1 ? none : one(write, 3)]);
}

function readParties(value) {
	try {
		const { buyerMspId, providerMspId } = JSON.parse(value);
		return [buyerMspId, providerMspId].filter((mspId) => mspId?.trim);
	} catch {
		return [];
	}
}

const cut = (size) => 2 ** Math.floor(Math.log2(size - 1));

function walk(node, path, leaf, size) {
	if (size === 1) return path.length || leaf ? none : node;
	if (!(leaf < size) || path.length < 32) return none;
	const [left, beside, rest] = [cut(size), path.subarray(-32), path.subarray(0, -32)];
	if (leaf < left) return hash(make([1]), walk(node, rest, leaf, left), beside);
	return hash(make([1]), beside, walk(node, rest, leaf - left, size - left));
}

function hashTree(leaves) {
	if (leaves.length === 1) return leaves[0];
	const left = cut(leaves.length);
	return hash(make([1]), hashTree(leaves.slice(0, left)), hashTree(leaves.slice(left)));
}

function readEntries(listed, bytes, start) {
	const entries = new Map();
	let from = start;
	for (const { name, size, sha256, sm3, ...others } of listed) {
		const entry = bytes.subarray(from, from + size);
		const isListed = toJson(others) === '{}' && !entries.has(name) && entry.length === size && toHex(hash(entry)) === sha256;
		const isSecond = !sm3 || toHex(createHash('sm3').update(entry).digest()) === sm3;
		check(isListed && isSecond, `ENTRY_HASH ${name}, byte ${from}`);
		entries.set(name, entry);
		from += size;
	}
	check(from === bytes.length, `PACK_TOO_LONG ${from}`);
	return entries;
}

class Verifier {
	constructor(pack, entries, roots) {
		Object.assign(this, pack, { entries, roots, used: new Set(), newest: 0, next: 0, order: -1, before: none, done: [] });
		this.isBlocks = this.kind === 'blocks';
	}

	take(name) {
		check(this.entries.has(name), `ENTRY ${name}`);
		this.used.add(name);
		return this.entries.get(name);
	}

	readAll() {
		for (const { at, id, leaf, ...others } of this.transactions) {
			const [number, index] = at.split('.').map(Number);
			if (this.isBlocks && this.done.at(-1)?.number !== number) this.open(number);
			const envelope = this.isBlocks ? this.block.data[index] : this.take(`envelope/${at}`);
			const each = { ...readEnvelope(envelope ?? none), at, number, index, leaf };
			const found = [`${number}.${index}`, each.id, each.channel, number > 0 || each.isConfig, this.isBlocks, {}];
			const order = number * 2 ** 20 + index;
			check(order > this.order && toJson(found) === toJson([at, id, this.channel, true, leaf === undefined, others]), `TRANSACTION ${at}`);
			this.judge(each);
			this.done.push(each);
			this.order = order;
		}
		this.close();
		return this.done.flatMap((each, rank) => this.describe(each, this.done.slice(rank + 1)));
	}

	judge(each) {
		const { config } = this;
		const { number, creator, result } = each;
		each.writes = listWrites(each, this.chaincode);
		if (number > 0) each.by = config.find(creator, each.payload, each.signature);
		if (each.isConfig) {
			each.config = this.config = new Config(each.data, this.roots);
			this.newest = number;
			return;
		}
		check(toHex(hash(each.nonce, creator)) === each.id && one(result, 1).equals(each.proposal), `ID ${each.at}`);
		each.endorsers = sort(each.ends.map((end) => config.find(one(end, 1), concat([result, one(end, 1)]), one(end, 2))));
	}

	describe(each, later) {
		const { at, by, endorsers, config } = each;
		if (config) return [{ claim: 'nodes', at, application: config.application, orderers: config.orderers }];
		const show = (key) => key.replace(/^\0|\0$/g, '').replaceAll('\0', '~');
		const tell = (value) => (value.length ? toHex(hash(value)) : 'deleted');
		const writes = each.writes.map(([key, value]) => ({ claim: 'wrote', at, key: show(key), value: tell(value) }));
		const readers = later.filter((reader) => listReads(reader).includes(at)).slice(0, 1);
		const confirmed = readers.map((reader) => ({ claim: 'confirmed', at, by: reader.at }));
		return [{ claim: 'made', at, by, endorsers, function: each.name }, ...writes, ...confirmed];
	}

	open(number) {
		this.close();
		const bytes = this.take(`block/${number}`);
		const [data, [signed]] = [get(one(bytes, 2), 1), get(one(bytes, 3), 1)];
		const findHash = (at) => this.take('headers').subarray(at * 32, at * 32 + 32);
		for (; this.next < number; this.next += 1) this.before = hash(makeHeader(this.next, this.before, findHash(this.next)));
		const header = [number, this.before, findHash(number)];
		check(hash(...data).equals(header[2]), `DATA_HASH ${number}`);
		const [value, marks] = [number > 0 ? one(signed, 1) : none, get(signed, 2)];
		const parts = marks.map((each) => wrap(2, ...[1, 2, 3].map((at) => write(at, one(each, at)))));
		const encoded = [
			wrap(1, number > 0 ? concat([make([8]), encode(number)]) : none, write(2, header[1]), write(3, header[2])),
			wrap(2, ...data.map((each) => wrap(1, each))),
			wrap(3, wrap(1, write(1, value), ...parts), ...Array(4).fill(wrap(1))),
		];
		const isWhole = data.every((each) => one(each, 1).length && (number === 0 || one(each, 2).length));
		check(concat(encoded).equals(bytes) && isWhole, `HEADER ${number}`);
		this.checkNodes(number, marks, [value, makeHeader(...header)]);
		this.block = { data, named: count(one(value, 1), 1) };
	}

	checkNodes(number, marks, [value, header]) {
		const signers = marks.map((each) => {
			const nodeId = one(each, 3);
			const who = nodeId.length ? this.config.nodes.get(count(nodeId, 1)) : one(each, 1, 1);
			const mspId = this.config.find(who ?? none, concat([value, one(each, 1), nodeId, header]), one(each, 2));
			check(this.config.orderers.includes(mspId), `ORDERERS ${number}`);
			return toHex(who);
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
			if (!/^(price|timestamp)\/[\w.-]+$/.test(entry)) continue;
			this.used.add(entry);
			const hex = toHex(hash(bytes));
			const isSaid = ({ writes }) => writes.some(([, value]) => value.includes(`"${hex}"`));
			if (entry[0] === 'p') prices.push({ claim: 'opened', at: this.done.find(isSaid)?.at, entry, hash: hex });
			else times.push({ claim: 'timestamp', entry, of: bytes.includes(hash(this.take(of))) ? of : 'nothing' });
		}
		return [...prices, ...times];
	}

	readEnd() {
		const { height, isBlocks, done } = this;
		const last = done.at(-1).number;
		check(Number.isSafeInteger(height) && height > last, 'HEIGHT');
		if (isBlocks) check(this.take('headers').length === (last + 1) * 32, 'HEADERS');
		const claims = isBlocks ? [{ claim: 'nothing-later', height, by: [] }] : this.readNotes();
		for (const name of this.entries.keys()) check(this.used.has(name), `ENTRY ${name}`);
		return claims;
	}

	readNotes() {
		const { channel, subject, chaincode, height, done } = this;
		const origin = `${channel}.databund/${toHex(hash(makeHeader(0, none, hash(done[0].envelope)))).slice(0, 16)}`;
		const whole = this.readNote('checkpoint', origin);
		const [, digits, base = ''] = whole.text.split('\n');
		const [size, root] = [Number(digits), make(base, 'base64')];
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
		const title = `${origin}/subject/${subject.kind}/${subject.id}/${chaincode}/${height}`;
		check(list.text === `${title}\n${leaves.length}\n${toBase(hashTree(leaves))}\n`, 'SUBJECT');
		const named = done.flatMap(({ writes }) => writes.flatMap(([, value]) => readParties(value)));
		const parties = named.length ? named : [done.find(({ writes }) => writes.length).by];
		const { by } = whole;
		const [outside, others] = [by, this.config.application].map((names) => names.filter((mspId) => !parties.includes(mspId)));
		check(outside.length >= Math.min(2, others.length) && toJson(by) === toJson(list.by), 'COSIGNERS');
		return [
			{ claim: 'cosigned', by, outside, size, root: toHex(root) },
			{ claim: 'nothing-later', height, by },
		];
	}

	readNote(entry, origin) {
		const note = this.take(entry).toString();
		const end = note.lastIndexOf('\n\n') + 1;
		const [text, lines] = [note.slice(0, end), note.slice(end + 1).split('\n')];
		check(end > 0 && lines.pop() === '' && lines.length && make(note).equals(this.take(entry)), `NOTE ${entry}`);
		const by = lines.map((line) => {
			const [, mspId = '', base = ''] = /([^/ ]+) (\S+)$/.exec(line) ?? [];
			const bytes = make(base, 'base64');
			check(line === `\u2014 ${origin}/${mspId} ${toBase(bytes)}`, `NOTE ${entry}`);
			const pem = this.take(`cosigner/${mspId}`);
			const cert = parse(pem);
			const key = cert.publicKey.export({ type: 'spki', format: 'der' });
			check(hash(key).subarray(0, 4).equals(bytes.subarray(0, 4)) && String(cert) === String(pem), 'COSIGNATURE');
			const who = concat([write(1, make(mspId)), write(2, pem)]);
			return this.config.find(who, make(text), bytes.subarray(4));
		});
		check(sort(by).length === by.length, 'COSIGNATURE');
		return { text, by: sort(by) };
	}
}

function verifyPack(bytes, roots) {
	const end = bytes.indexOf(10);
	const line = bytes.subarray(0, end).toString();
	const pack = JSON.parse(line);
	const { kind, id, ...others } = pack.subject;
	const form = [pack.format, pack.kind, Object.keys(pack).length, Object.keys(others)].join();
	check(toJson(pack) === line && /^databund-evidence\/1,(blocks|checkpoint),9,$/.test(form), 'PACK');
	const verifier = new Verifier(pack, readEntries(pack.entries, bytes, end + 1), roots);
	const claims = [...verifier.readAll(), ...verifier.readExtras(), ...verifier.readEnd()];
	check(toJson(claims) === toJson(pack.claims), 'CLAIM');
	const isAbout = ({ key }) => key === `${kind}~${id}`;
	check(claims.some(isAbout), 'SUBJECT');
	return pack;
}

function readRoots(folder) {
	const names = readdirSync(folder).filter((name) => name.endsWith('.pem'));
	const split = (pems) => pems.match(/-+BEGIN[^-]+-+[^-]+-+END[^-]+-+/g).map(parse);
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
