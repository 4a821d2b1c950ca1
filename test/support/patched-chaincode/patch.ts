import { Type } from '@sinclair/typebox';
import type { Key } from '@databund/model';

/** The transient field with the patch; a chaincode without the patch ignores it. */
export const patchField = 'patch';

/** The JSON of a patch. */
export const patchForm = Type.Object({
  key: Type.Object({ type: Type.String(), parts: Type.Array(Type.String()) }),
  set: Type.Optional(Type.Intersect([Type.Object({ state: Type.String() }), Type.Record(Type.String(), Type.Unknown())])),
  policy: Type.Optional(Type.String()),
});

/** One illegal write. */
export interface Patch {
  readonly key: Key<object>;
  /** The members of the record that are overwritten, or all members of a new record. */
  readonly set?: Readonly<Record<string, unknown>> & { readonly state: string };
  /** The key's endorsement policy: PB(SignaturePolicyEnvelope) in base64. */
  readonly policy?: string;
}
