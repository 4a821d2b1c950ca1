/** One operation of a transaction of the probe, which is a list of them. */
export type Operation =
  | { readonly op: 'get' | 'delete' | 'history' | 'get-policy'; readonly key: string }
  | { readonly op: 'put'; readonly key: string; readonly value: string }
  /** Sets the key's endorsement policy: PB(SignaturePolicyEnvelope) in base64. */
  | { readonly op: 'set-policy'; readonly key: string; readonly policy: string }
  | { readonly op: 'range'; readonly start: string; readonly end: string; readonly limit?: number }
  | { readonly op: 'page'; readonly start: string; readonly end: string; readonly size: number; readonly bookmark: string }
  | {
      readonly op: 'get-private' | 'get-private-hash' | 'get-private-policy' | 'delete-private' | 'purge-private';
      readonly collection: string;
      readonly key: string;
    }
  /** Writes the value, or else the transient field that has the name of the key. */
  | { readonly op: 'put-private'; readonly collection: string; readonly key: string; readonly value?: string }
  /** Sets the endorsement policy of a private key: PB(SignaturePolicyEnvelope) in base64. */
  | { readonly op: 'set-private-policy'; readonly collection: string; readonly key: string; readonly policy: string }
  | { readonly op: 'event'; readonly name: string; readonly payload: string }
  | { readonly op: 'call'; readonly chaincode: string; readonly operations: readonly Operation[] }
  | { readonly op: 'query' | 'fail'; readonly text: string }
  /** Writes a different value at each endorser. */
  | { readonly op: 'put-counter'; readonly key: string }
  | { readonly op: 'exit' };
