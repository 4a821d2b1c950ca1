/** The codes of errors that every further call would meet too: the gateway is not reached, or does not know the caller. */
export const unreachableCodes: ReadonlySet<string> = new Set(['NETWORK_UNAVAILABLE', 'TOKEN_INVALID', 'IDENTITY_NOT_HELD']);
