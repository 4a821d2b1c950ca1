export * from './core/index';
export { ExchangeClient as Databund } from './core/exchange-client';
