import { requireAddress } from './require-address';

describe('requireAddress', () => {
  it.each([
    'http://a.example/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://10.0.0.1/',
    'https://0x7f000001/',
    'https://name@a.example/',
    'https://localhost/',
    'https://hooks.localhost/',
    'https://printer/',
    'https://printer.local/',
    'https://hooks.internal./',
    'https://a.example:8443/',
    'file:///etc/passwd',
    'nowhere',
  ])('rejects the address %s', (address) => {
    expect(() => requireAddress(address, { isPrivateAllowed: false })).toThrow('INPUT_INVALID');
  });

  it.each([
    ['https://a.example/hook?x=1', false],
    ['https://8.8.8.8/hook', false],
    ['http://127.0.0.1:8080/hook', true],
    ['https://localhost:8443/hook', true],
  ])('takes the address %s', (address, isPrivateAllowed) => {
    expect(() => requireAddress(address, { isPrivateAllowed })).not.toThrow();
  });
});
