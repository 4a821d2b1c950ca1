import type { Key } from '@databund/model';

/** The transient field that tells a patched chaincode what to write besides; one that is not patched does not look at it. */
export const patchField = 'patch';

/** One illegal write. */
export interface Patch {
  readonly key: Key<object>;
  /** Members of the record that are written over, or all of a new one. */
  readonly set?: Readonly<Record<string, unknown>> & { readonly state: string };
  /** The key’s endorsement policy: PB(SignaturePolicyEnvelope) in base64. */
  readonly policy?: string;
}
