/** The instants of a token in milliseconds, as far as it names them. */
export interface TokenTimes {
  readonly issuedMs?: number;
  readonly endMs?: number;
}

/** Reads when a token was issued and when it ends, without verifying it: for the person who holds it. */
export function readTokenTimes(token: string): TokenTimes {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (typeof payload !== 'object' || payload === null) return {};
    const { iat, exp }: { readonly iat?: unknown; readonly exp?: unknown } = payload;
    return { ...(typeof iat === 'number' && { issuedMs: iat * 1000 }), ...(typeof exp === 'number' && { endMs: exp * 1000 }) };
  } catch {
    return {};
  }
}
