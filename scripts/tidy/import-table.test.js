const { checkImportTable } = require('./import-table');

const manifests = [
  ['chaincode/model/package.json', '{"name":"@databund/model","exports":{".":"./dist/index.js"}}'],
  ['chaincode/model/tsconfig.json', '{"compilerOptions":{"rootDir":"src"}}'],
  ['chaincode/contract/package.json', '{"name":"@databund/chaincode","exports":{".":"./dist/contracts/index.js"}}'],
  ['chaincode/contract/tsconfig.json', '{"compilerOptions":{"rootDir":"src"}}'],
  ['network/devnet/package.json', '{"name":"@databund/devnet","exports":{"./internal/*":"./dist/*.js"}}'],
  ['network/devnet/tsconfig.json', '{"compilerOptions":{"rootDir":"src"}}'],
  ['chaincode/model/src/index.ts', ''],
  ['chaincode/contract/src/contracts/index.ts', ''],
  ['network/devnet/src/msp/msp.ts', ''],
  ['network/devnet/src/ledger/block.ts', ''],
];
const findRefused = (path, text) => checkImportTable(new Map([...manifests, [path, text]])).map(({ line }) => line);

describe('checkImportTable', () => {
  it.each([
    ['the model imports a contract', 'chaincode/model/src/x.ts', "import { a } from '../../contract/src/contracts/index';"],
    ['the model reads a file', 'chaincode/model/src/x.ts', "import { readFileSync } from 'node:fs';"],
    ['the model imports a Fabric library', 'chaincode/model/src/x.ts', "import type { Contract } from 'fabric-contract-api';"],
    ['a contract imports the protos', 'chaincode/contract/src/contracts/x.ts', "import { peer } from '@hyperledger/fabric-protos';"],
    ['the gateway imports a contract', 'gateway/src/x.ts', "export * from '@databund/chaincode';"],
    ['the gateway imports the devnet', 'gateway/src/x.ts', "const a = await import('@databund/devnet/internal/msp/msp');"],
    ['the client imports the gateway', 'client/sdk/src/x.ts', "import '../../../gateway/src/app';"],
    ['the client uses the protos outside audit', 'client/sdk/src/x.ts', "import { common } from '@hyperledger/fabric-protos';"],
    ['the verifier imports the model', 'client/verifier/src/x.ts', "import { a } from '@databund/model';"],
    ['the devnet imports the model', 'network/devnet/src/x.ts', "import type { Hash } from '@databund/model';"],
    ['real Fabric imports the ledger of the devnet', 'network/fabric/src/x.ts', "import { a } from '../../devnet/src/ledger/block';"],
    ['the exchange imports the gateway', 'network/exchange/src/start.ts', "import { a } from '../../../gateway/src/index';"],
    ['a script requires a package', 'scripts/x.js', "require('../chaincode/model/src/index');"],
  ])('rejects that %s', (_, path, text) => {
    expect(findRefused(path, `\n${text}\n`)).toEqual([2]);
  });

  it.each([
    ['the model hashes', 'chaincode/model/src/x.ts', "import { createHash } from 'node:crypto';"],
    ['a contract imports the contract library', 'chaincode/contract/src/x.ts', "import { Contract } from 'fabric-contract-api';"],
    ['the gateway imports the model', 'gateway/src/x.ts', "import { a } from '@databund/model';"],
    ['real Fabric imports the index of the devnet', 'network/fabric/src/x.ts', "import { a } from '../../devnet/src/index';"],
    ['the exchange imports the client', 'network/exchange/src/demo.ts', "import { a } from '../../../client/sdk/src/index';"],
    ['a test of the model reads a file', 'chaincode/model/src/x.test.ts', "import { readFileSync } from 'node:fs';"],
    ['a test imports anything', 'test/x.ts', "import { a } from '@databund/devnet/internal/ledger/block';"],
    ['a string looks like an import', 'client/sdk/src/x.ts', 'const a = "import x from \'fabric-shim\'";'],
  ])('allows that %s', (_, path, text) => {
    expect(findRefused(path, text)).toEqual([]);
  });
});
