const { checkImportTable } = require('./import-table');

const manifests = [
  [
    'chaincode/package.json',
    '{"name":"@databund/chaincode","exports":{".":"./dist/contracts/index.js","./model":"./dist/model/index.js"}}',
  ],
  ['chaincode/tsconfig.json', '{"compilerOptions":{"rootDir":"src"}}'],
  ['network/package.json', '{"name":"@databund/network","exports":{"./devnet/*":"./dist/devnet/src/*.js"}}'],
  ['chaincode/src/model/index.ts', ''],
  ['chaincode/src/contracts/index.ts', ''],
  ['network/devnet/src/msp/msp.ts', ''],
  ['network/devnet/src/ledger/block.ts', ''],
];
const refusedIn = (path, text) => checkImportTable(new Map([...manifests, [path, text]])).map(({ line }) => line);

describe('the import table', () => {
  it.each([
    ['the model imports a contract', 'chaincode/src/model/x.ts', "import { a } from '../contracts/index';"],
    ['the model reads a file', 'chaincode/src/model/x.ts', "import { readFileSync } from 'node:fs';"],
    ['the model imports a Fabric library', 'chaincode/src/model/x.ts', "import type { Contract } from 'fabric-contract-api';"],
    ['a contract imports the protos', 'chaincode/src/contracts/x.ts', "import { peer } from '@hyperledger/fabric-protos';"],
    ['the gateway imports a contract', 'gateway/src/x.ts', "export * from '@databund/chaincode';"],
    ['the gateway imports the devnet', 'gateway/src/x.ts', "const a = await import('@databund/network/devnet/msp/msp');"],
    ['the client imports the gateway', 'client/src/x.ts', "import '../../gateway/src/app';"],
    ['the client uses the protos outside audit', 'client/src/x.ts', "import { common } from '@hyperledger/fabric-protos';"],
    ['the devnet imports the model', 'network/devnet/src/x.ts', "import type { Hash } from '@databund/chaincode/model';"],
    ['real Fabric imports the ledger of the devnet', 'network/fabric/src/x.ts', "import { a } from '../../devnet/src/ledger/block';"],
    ['a command other than demo imports the client', 'network/bin/start.ts', "import { a } from '../../client/src/index';"],
    ['a script requires a package', 'scripts/x.js', "require('../chaincode/src/model/index');"],
  ])('refuses that %s', (_, path, text) => {
    expect(refusedIn(path, `\n${text}\n`)).toEqual([2]);
  });

  it.each([
    ['the model hashes', 'chaincode/src/model/x.ts', "import { createHash } from 'node:crypto';"],
    ['the key policies use the protos', 'chaincode/src/world-state/key-policy.ts', "import { a } from '@hyperledger/fabric-protos';"],
    ['the gateway imports the model', 'gateway/src/x.ts', "import { a } from '@databund/chaincode/model';"],
    ['real Fabric shares the issuer of the devnet', 'network/fabric/src/x.ts', "import { a } from '../../devnet/src/msp/msp';"],
    ['demo imports the client', 'network/bin/demo.ts', "import { a } from '../../client/src/index';"],
    ['a test imports anything', 'test/x.ts', "import { a } from '@databund/network/devnet/ledger/block';"],
    ['a text looks like an import', 'client/src/x.ts', 'const a = "import x from \'fabric-shim\'";'],
  ])('lets pass that %s', (_, path, text) => {
    expect(refusedIn(path, text)).toEqual([]);
  });
});
