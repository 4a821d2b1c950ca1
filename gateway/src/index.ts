export { readConfig, type GatewayConfig } from './config';
export { openIssuer, openWallet, startGateway, type RunningGateway } from './gateway';
export { newSigner } from './identity/signer';
