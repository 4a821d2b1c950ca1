export { readConfig, type GatewayConfig } from './config';
export { GatewayError, type GatewayErrorCode } from './gateway-error';
export { openIssuer, openWallet, startGateway, type RunningGateway } from './gateway';
export { createSigner } from './identity/signer';
