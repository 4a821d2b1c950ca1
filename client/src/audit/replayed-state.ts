import type { NamespaceAccess, Transaction, Version } from './transaction';

interface KeyFacts {
  readonly version: Version;
  readonly policy: Uint8Array | undefined;
  /** Revision, transaction and state of the change that the value carries. */
  readonly change: { readonly revision: number; readonly txId: string } | undefined;
}

/** What the world state’s keys are after the transactions so far: versions, policies and changes, never values. */
export class ReplayedState {
  private readonly keys = new Map<string, KeyFacts>();
  private readonly definitions = new Map<string, Uint8Array>();

  /** What is known of a key. */
  find(namespace: string, key: string): KeyFacts | undefined {
    return this.keys.get(`${namespace}\n${key}`);
  }

  /** The endorsement policy (ApplicationPolicy) of a chaincode, as `_lifecycle` defined it. */
  definitionOf(chaincode: string): Uint8Array | undefined {
    return this.definitions.get(chaincode);
  }

  /** Says which read of a transaction is not of the newest version. */
  staleRead({ action }: Transaction): string | undefined {
    for (const { namespace, reads } of action?.accesses ?? []) {
      const stale = reads.find(({ key, version }) => this.find(namespace, key)?.version !== version);
      if (stale) return stale.key;
    }
    return undefined;
  }

  /** Applies a valid transaction’s writes. A key that is deleted loses its policy; one that is written keeps it. */
  apply({ namespace, writes, policies }: NamespaceAccess, version: Version, changeOf: (value: Uint8Array) => KeyFacts['change']): void {
    for (const { key, value, isDelete } of writes) {
      const name = `${namespace}\n${key}`;
      if (isDelete) this.keys.delete(name);
      else this.keys.set(name, { version, policy: this.keys.get(name)?.policy, change: changeOf(value) });
      if (namespace === '_lifecycle') this.define(key, value);
    }
    for (const { key, policy } of policies) {
      const name = `${namespace}\n${key}`;
      const facts = this.keys.get(name);
      if (facts) this.keys.set(name, { ...facts, version, policy });
    }
  }

  private define(key: string, value: Uint8Array): void {
    const [, chaincode] = /^namespaces\/fields\/(.+)\/ValidationInfo$/.exec(key) ?? [];
    if (chaincode !== undefined) this.definitions.set(chaincode, value);
  }
}
