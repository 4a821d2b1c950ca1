import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Databund, DatabundError, makePriceSlip, newId } from '@databund/client';
import { readPinnedRoots, verifyExchange, type ExchangeReport } from '@databund/audit';
import { ExchangeStack } from './exchange-stack';
import { seedFile } from './seed';

const say = (text: string) => process.stdout.write(`${text}\n`);
const fileName = 'airports.csv';

/** Tells one whole story on one real file, then verifies the ledger from its blocks. */
async function main(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'databund-demo-'));
  const portBase = await freePortBase();
  const network = process.argv.includes('--fabric') ? 'fabric' : 'devnet';
  const stack = await ExchangeStack.start({ data, network, portBase, gatewayPort: 0, onStep: (text) => say(`· ${text}`) });
  try {
    const told = await new Story(stack, data).tell();
    const report = await verify(stack);
    say(`The auditor verified ${String(report.blocks)} blocks: ${JSON.stringify(report.checked)}`);
    say(`… and ${String(report.invariants.length)} invariants of the exchange over them.`);
    const broken = report.invariants.flatMap(({ violations }) => violations);
    for (const wrong of [...report.problems, ...report.notReplayed, ...broken]) say(`  ${JSON.stringify(wrong)}`);
    say(JSON.stringify({ ...told, transactions: report.transactions, blocks: report.blocks, verified: report.verified }));
    if (!report.verified || !told.sameBytes) process.exitCode = 1;
  } finally {
    await stack.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

interface Told {
  readonly objects: number;
  readonly bytesDelivered: number;
  readonly sameBytes: boolean;
}

/** The story, act by act: each act says what it does and what came of it. */
class Story {
  private readonly operator: Databund;
  private readonly provider: Databund;
  private readonly buyer: Databund;
  private readonly auditor: Databund;
  private readonly file = seedFile(fileName);
  private readonly bytes = readFileSync(this.file.path);
  private readonly cast: readonly string[];
  private objects: number;

  constructor(
    stack: ExchangeStack,
    private readonly data: string,
  ) {
    const as = (name: string) => new Databund({ url: stack.url, token: stack.tokenOf(name) });
    this.operator = as('operator');
    this.provider = as('provider');
    this.buyer = as('buyer');
    this.auditor = as('auditor');
    this.cast = stack.folder.cast.map(({ name }) => name);
    this.objects = 1 + this.cast.length; // The exchange and its participants.
  }

  async tell(): Promise<Told> {
    say(`The exchange is founded; ${this.cast.slice(0, -1).join(', ')} and ${String(this.cast.at(-1))} are admitted.`);
    const listing = await this.publish();
    const first = await this.authorise(listing);
    const trade = await this.trade(first);
    const received = await this.deliver(first, listing);
    await this.settle(trade);
    await this.revoke(listing);
    const history = await this.auditor.authorisation.history({ id: first });
    say(
      `The auditor reads the authorisation’s history: ${history.map(({ of, action, mspId }) => `${action} of ${of} (${mspId})`).join(', ')}`,
    );
    return { objects: this.objects, bytesDelivered: received.length, sameBytes: received.equals(this.bytes) };
  }

  private async publish(): Promise<string> {
    const id = newId('lst');
    const { provider, operator } = this;
    const { object: draft } = await provider.listing.create({ id, content: this.content() });
    await provider.upload({ id, version: 1 }, fileName, this.file.path);
    const { object: submitted } = await provider.listing.submit({ id, version: 1, revision: draft.revision });
    say(`The provider lists ${fileName}, in English and Chinese, and submits it: content hash ${String(submitted.contentHash?.value)}`);
    const { object: approved } = await operator.listing.approve({ id, version: 1, revision: submitted.revision });
    const { object: listed } = await operator.listing.endNotice({ id, version: 1, revision: approved.revision });
    this.objects += 1;
    say(`The operator reviews it and ends its notice: ${listed.state}, listing number ${String(listed.listingNumber)}`);
    return id;
  }

  private content(): Parameters<Databund['listing']['create']>[0]['content'] {
    const sha256 = createHash('sha256').update(this.bytes).digest('hex');
    return {
      title: { en: 'Airports of the United States', 'zh-Hans': '美国机场' },
      description: { en: this.file.description, 'zh-Hans': '美国及其领地的机场：位置、识别代码、名称、城市、州和国家。' },
      publisher: { name: { en: 'Bureau of Transportation Statistics', 'zh-Hans': '美国运输统计局' } },
      licence: this.file.licence,
      keywords: ['airports', '机场'],
      languages: ['en'],
      grade: 'general',
      personalData: { level: 'none' },
      kind: 'download',
      offer: {
        permission: [
          { action: 'use', constraint: [{ leftOperand: 'purpose', operator: 'isAnyOf', rightOperand: ['research', 'planning'] }] },
        ],
      },
      charge: { basis: 'priced' },
      distributions: [
        {
          kind: 'held',
          name: fileName,
          mediaType: this.file.mediaType,
          byteSize: this.bytes.length,
          hash: { alg: 'sha-256', value: sha256 },
        },
      ],
    };
  }

  private async authorise(listing: string): Promise<string> {
    const id = newId('aut');
    const day = 86_400_000;
    const [from, until] = [new Date(Date.now() - day), new Date(Date.now() + 30 * day)].map((time) => time.toISOString()) as [
      string,
      string,
    ];
    const terms = {
      scenario: 'Route planning for a regional carrier',
      purpose: 'planning',
      from,
      until,
      count: 2,
      mode: 'download' as const,
    };
    const { object: requested } = await this.buyer.authorisation.request({ id, listing, version: 1, terms });
    await this.provider.authorisation.approve({ id, termsHash: requested.termsHash });
    const { object: granted } = await this.operator.authorisation.approve({ id, termsHash: requested.termsHash });
    this.objects += 1;
    say(`The buyer asks to use it for planning; provider and operator approve, each by its own peer: ${granted.state}`);
    return id;
  }

  private async trade(authorisation: string): Promise<{ id: string; amountHash: { alg: 'sha-256'; value: string } }> {
    const id = newId('trd');
    await this.buyer.trade.order({ id, authorisation, kind: 'sale' });
    const { text, hash } = makePriceSlip(id, 128_000, 'CNY');
    await this.provider.trade.price({ id }, { slip: text });
    const { object: priced } = await this.buyer.trade.price({ id }, { slip: text });
    const { object: funded } = await this.operator.trade.fund({ id, amountHash: hash });
    const { revision } = await this.buyer.authorisation.get({ id: authorisation });
    const { object: active } = await this.buyer.authorisation.activate({ id: authorisation, revision, trade: id });
    this.objects += 1;
    say(
      `They trade: ${priced.state} by two equal hashes (the amount stays private), ${funded.state}, and the authorisation is ${active.state}`,
    );
    return { id, amountHash: hash };
  }

  private async deliver(authorisation: string, listing: string): Promise<Buffer> {
    const id = newId('dlv');
    await this.buyer.delivery.open({ id, authorisation });
    const { content } = await this.buyer.listing.get({ id: listing });
    const [held] = content.distributions ?? [];
    if (held?.kind !== 'held') throw new Error('the listing holds nothing');
    const to = join(this.data, basename(held.name));
    await this.buyer.download(id, held, to);
    const received = readFileSync(to);
    const { revision, state } = await this.buyer.delivery.get({ id });
    const hash = { alg: 'sha-256' as const, value: createHash('sha256').update(received).digest('hex') };
    const { object: acknowledged } = await this.buyer.delivery.acknowledge({ id, revision, hash });
    this.objects += 1;
    say(`The buyer downloads ${String(received.length)} bytes (${state}); their hash is that of the listing: ${acknowledged.state}`);
    return received;
  }

  private async settle({ id, amountHash }: { id: string; amountHash: { alg: 'sha-256'; value: string } }): Promise<void> {
    const { object } = await this.operator.trade.settle({ id, amountHash });
    say(`The operator settles: ${object.state}, trade number ${String(object.tradeNumber)}`);
  }

  private async revoke(listing: string): Promise<void> {
    const authorisation = await this.authorise(listing);
    await this.trade(authorisation);
    const id = newId('dlv');
    await this.buyer.delivery.open({ id, authorisation });
    this.objects += 1;
    const { termsHash } = await this.provider.authorisation.get({ id: authorisation });
    await this.provider.authorisation.revoke({ id: authorisation, termsHash, reason: 'terms were broken' });
    const refusal = await this.findViolation(id);
    say(`The provider revokes the second authorisation: its download is refused with ${refusal}`);
  }

  private async findViolation(delivery: string): Promise<string> {
    const file = { name: fileName, byteSize: this.bytes.length, hash: { value: '' } };
    try {
      await this.buyer.download(delivery, file, join(this.data, 'refused.csv'));
    } catch (error) {
      if (error instanceof DatabundError) return error.code;
      throw error;
    }
    throw new Error('a revoked authorisation delivered');
  }
}

function verify(stack: ExchangeStack): Promise<ExchangeReport> {
  const auditor = new Databund({ url: stack.url, token: stack.tokenOf('auditor') });
  return verifyExchange(auditor.blocks(), { pinnedRoots: readPinnedRoots(stack.folder.connectionPath) });
}

/** A base from which orderer, peers and chaincode find free ports. */
async function freePortBase(): Promise<number> {
  for (let base = 21_050; base < 26_000; base += 10) {
    const free = await Promise.all(
      [0, 1, 2, 3, 5, 6, 1_001, 1_002, 1_003, 2_001, 2_002, 2_003, 2_050, 3_001, 3_002, 3_003].map((offset) => isFree(base + offset)),
    );
    if (free.every((each) => each)) return base;
  }
  throw new Error('there are no free ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
