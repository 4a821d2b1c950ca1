import { Type, type SchemaOptions, type Static } from '@sinclair/typebox';

/** Notes beside the form of a setting: the variable that sets it, and how an error describes a right value. */
export interface SettingNotes {
  readonly variable: string;
  readonly expected: string;
  /** True if the value must never be shown. */
  readonly isSecret?: true;
  /** True if the value is a path: in a file of settings, it is relative to the folder of that file. */
  readonly isPath?: true;
}

/** A duration, such as `30d`. */
const duration = '^[1-9]\\d{0,5}[smhd]$';
const onOrOff = 'on or off';
const audiences = ['loopback', 'everyone', 'off'] as const;
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The settings of a gateway. Their names are those of the file of settings; `variable` names the variable that comes first. */
export const Settings = Type.Object(
  {
    host: Type.String({ ...note('DATABUND_HOST', 'an address of this machine'), minLength: 1, default: '127.0.0.1' }),
    port: Type.Integer({ ...note('DATABUND_PORT', 'a whole number from 0 to 65535'), minimum: 0, maximum: 65_535, default: 3000 }),
    data: Type.String({ ...note('DATABUND_DATA', 'a folder', { isPath: true }), minLength: 1, default: '.databund' }),
    organisations: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), note('DATABUND_ORGANISATIONS', 'MSP ids, separated by commas in a variable')),
    ),
    walletKey: Type.Optional(
      Type.String({ ...note('DATABUND_WALLET_KEY', '64 hexadecimal digits', { isSecret: true }), pattern: '^[0-9a-fA-F]{64}$' }),
    ),
    jwtIssuer: Type.String({ ...note('DATABUND_JWT_ISSUER', 'a name'), minLength: 1, default: 'databund-gateway' }),
    jwtAudience: Type.String({ ...note('DATABUND_JWT_AUDIENCE', 'a name'), minLength: 1, default: 'databund' }),
    tokenLongest: Type.String({
      ...note('DATABUND_TOKEN_LONGEST', 'a number with s, m, h or d, such as 30d'),
      pattern: duration,
      default: '30d',
    }),
    jwksUrl: Type.Optional(Type.String({ ...note('DATABUND_JWKS_URL', 'an https address'), format: 'secure-address' })),
    cosigners: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[\\w.-]+$' }),
        Type.String({ format: 'secure-address' }),
        note('DATABUND_COSIGNERS', 'an https address for each MSP id: RegulatorMSP=https://..., and so on'),
      ),
    ),
    places: Type.Optional(Type.String({ ...note('DATABUND_PLACES', 'a file', { isPath: true }), minLength: 1 })),
    readModel: Type.Boolean({ ...note('DATABUND_READ_MODEL', onOrOff), default: true }),
    webhooksPrivate: Type.Boolean({ ...note('DATABUND_WEBHOOKS_PRIVATE', onOrOff), default: false }),
    metrics: Type.Union(
      audiences.map((audience) => Type.Literal(audience)),
      { ...note('DATABUND_METRICS', `one of ${audiences.join(', ')}`), default: 'loopback' },
    ),
    drainSeconds: Type.Integer({ ...note('DATABUND_DRAIN_SECONDS', 'a whole number from 0 to 600'), minimum: 0, maximum: 600, default: 0 }),
    tlsCert: Type.Optional(Type.String({ ...note('DATABUND_TLS_CERT', 'a file', { isPath: true }), minLength: 1 })),
    tlsKey: Type.Optional(Type.String({ ...note('DATABUND_TLS_KEY', 'a file', { isPath: true }), minLength: 1 })),
    plainHttp: Type.Boolean({ ...note('DATABUND_PLAIN_HTTP', onOrOff), default: false }),
    trustedProxies: Type.Optional(
      Type.Array(Type.String({ format: 'network' }), note('DATABUND_TRUSTED_PROXIES', 'addresses and networks, such as 10.0.0.0/8')),
    ),
    corsOrigins: Type.Optional(
      Type.Array(Type.String({ format: 'origin' }), note('DATABUND_CORS_ORIGINS', 'origins, such as https://portal.example')),
    ),
    addressRequests: defineLimit('DATABUND_ADDRESS_REQUESTS', 60_000),
    addressConcurrent: defineLimit('DATABUND_ADDRESS_CONCURRENT', 2_000),
    addressMebibytes: defineLimit('DATABUND_ADDRESS_MEBIBYTES', 60_000),
    identityRequests: defineLimit('DATABUND_IDENTITY_REQUESTS', 60_000),
    identityConcurrent: defineLimit('DATABUND_IDENTITY_CONCURRENT', 1_000),
    identityMebibytes: defineLimit('DATABUND_IDENTITY_MEBIBYTES', 30_000),
    bodySeconds: Type.Integer({ ...note('DATABUND_BODY_SECONDS', 'a whole number from 1 to 600'), minimum: 1, maximum: 600, default: 20 }),
    logLevel: Type.Union(
      logLevels.map((level) => Type.Literal(level)),
      { ...note('DATABUND_LOG_LEVEL', `one of ${logLevels.join(', ')}`), default: 'info' },
    ),
  },
  { additionalProperties: false },
);
/** The settings of a gateway, complete. */
export type Settings = Static<typeof Settings>;

function defineLimit(variable: string, usual: number) {
  return Type.Integer({ ...note(variable, 'a whole number from 1 to 1000000000'), minimum: 1, maximum: 1_000_000_000, default: usual });
}

function note(variable: string, expected: string, more: Pick<SettingNotes, 'isSecret' | 'isPath'> = {}): SettingNotes & SchemaOptions {
  return { variable, expected, ...more };
}
