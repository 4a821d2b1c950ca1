import {
  nameEndorsers,
  toStateKey,
  transactions,
  type AnyTransaction,
  type CommandOf,
  type KeyPolicy,
  type TransactionName,
  type Writes,
} from '@databund/model';
import { admitPeople, found, listStories, ownStories, type Story } from '../bench/rules/stories';
import { paths } from '../support/lifecycles';
import { MemoryWorld, type Person } from '../support/memory-world';

const organisations = ['ExchangeMSP', 'RegulatorMSP', 'ProviderMSP', 'BuyerMSP'].map((mspId) => ({ mspId }));
const exchange = { operatorMspId: 'ExchangeMSP', authorityMspId: 'RegulatorMSP', organisations };

/** A set of organisations endorsed a transaction: what it needed, as the policies of the written keys say. */
interface Endorsed {
  readonly name: TransactionName;
  readonly own: string;
  readonly witnesses: readonly string[];
  readonly needs: readonly KeyPolicy[];
}

/** A world that notes which policies each transaction must satisfy. */
class PolicyWorld extends MemoryWorld {
  readonly endorsed: Endorsed[] = [];
  private readonly guards = new Map<string, KeyPolicy>();
  private called: TransactionName = 'GetExchange';

  override perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: Person, transient?: object) {
    this.called = name;
    return super.perform(name, command, as, transient);
  }

  protected override write(writes: Writes, mspId: string): void {
    const { records, indexes } = writes;
    const guards = records.flatMap(({ key }) => this.guards.get(toStateKey(key)) ?? []);
    const isUnguarded = indexes.length > 0 || guards.length < records.length;
    const witnesses = records.flatMap(({ anchors }) => anchors.flatMap((anchor) => anchor.mspId ?? []));
    const collections = [mspId, ...witnesses].map((owner) => ({ atLeast: 1, of: [owner] }));
    this.endorsed.push({ name: this.called, own: mspId, witnesses, needs: [...collections, ...guards, ...(isUnguarded ? newKey : [])] });
    for (const { key, policy } of records) if (policy) this.guards.set(toStateKey(key), policy);
    super.write(writes, mspId);
  }
}

/** The chaincode's policy, which governs keys without a policy of their own: Exchange and another organisation. */
const newKey: readonly KeyPolicy[] = [
  { atLeast: 1, of: ['ExchangeMSP'] },
  { atLeast: 1, of: ['RegulatorMSP', 'ProviderMSP', 'BuyerMSP'] },
];

async function run({ needs, steps }: Story): Promise<readonly Endorsed[]> {
  const world = new PolicyWorld();
  if (needs !== 'unfounded') {
    await found(world);
    await admitPeople(world);
  }
  for (const step of [...(needs === 'listing' ? paths.listed : []), ...steps]) await step(world);
  return world.endorsed;
}

const isSatisfied = (needs: readonly KeyPolicy[], named: readonly string[]) =>
  needs.every(({ atLeast, of, always }) => {
    const mayDo = always === undefined || named.includes(always);
    return mayDo && new Set(of.filter((mspId) => named.includes(mspId))).size >= atLeast;
  });

/** Steps that Exchange endorses although the parties suffice if one of them is the witness: it is named before the witness is known. */
const generous: ReadonlySet<string> = new Set(['SurrenderAuthorisation']);

describe('endorsers that a declaration names', () => {
  it('satisfy every policy of the written keys, and none is too many', async () => {
    const wrong: string[] = [];
    const [done, witnessed] = [new Set<string>(), new Set<string>()];
    for (const story of [...ownStories, ...listStories()]) {
      for (const { name, own, needs, witnesses } of await run(story)) {
        const declaration: AnyTransaction = transactions[name];
        const named = declaration.kind === 'submit' ? nameEndorsers(declaration, own, exchange, witnesses) : undefined;
        if (witnesses.length > 0) witnessed.add(name);
        done.add(name);
        if (!named) continue;
        const isMinimal = named.every(
          (mspId) =>
            !isSatisfied(
              needs,
              named.filter((other) => other !== mspId),
            ),
        );
        if (!isSatisfied(needs, named) || !(isMinimal || generous.has(name))) wrong.push(`${name} of ${own}: ${named.join(', ')}`);
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
    expect(done.size).toBeGreaterThan(70);
    expect(witnessed.has('SendDelivery')).toBe(true);
  });
});
