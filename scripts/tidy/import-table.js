const { createProblem } = require('./problem');
const { readImports } = require('./imports');
const { isTest } = require('./syntax');

const protos = ['@hyperledger/fabric-protos', 'google-protobuf'];
const fabricLibrary = /^(@hyperledger\/|fabric-|@grpc\/|google-protobuf)/;
const anything = [''];

/**
 * Rows of permitted imports; a file goes by the first row whose folder it is in. `ours` are the folders and files that it may import
 * in addition to its own folder, `fabric` the Fabric libraries, `node` the parts of Node if not all are allowed.
 */
const model = 'chaincode/model/src/';
const table = [
  { folder: 'chaincode/model/', ours: [], fabric: [], node: ['crypto'] },
  // The bundles of chaincode and command are made by one script.
  { folder: 'chaincode/contract/scripts/', ours: ['scripts/bundle/'], fabric: [] },
  { folder: 'chaincode/contract/', ours: [model], fabric: ['fabric-contract-api', 'fabric-shim'] },
  {
    folder: 'gateway/',
    ours: [model, 'client/audit/', 'client/sdk/', 'client/verifier/'],
    fabric: ['@hyperledger/fabric-gateway', '@grpc/grpc-js', ...protos],
  },
  // A second implementation of Fabric's rules, for any channel: it uses nothing of the exchange, nor of the devnet.
  { folder: 'client/verifier/', ours: [], fabric: protos },
  { folder: 'client/audit/', ours: [model, 'client/verifier/'], fabric: [] },
  { folder: 'client/sdk/', ours: [model], fabric: [] },
  { folder: 'client/cli/', ours: [model, 'client/', 'scripts/bundle/'], fabric: [] },
  { folder: 'network/devnet/', ours: [], fabric: [...protos, '@grpc/grpc-js'] },
  { folder: 'network/fabric/', ours: ['network/devnet/src/index'], fabric: [] },
  { folder: 'network/exchange/', ours: [model, 'client/', 'network/'], fabric: [] },
  { folder: 'test/', ours: anything, fabric: anything },
  // The reference pages are made from the declarations as they were built, and from two tables of the gateway.
  { folder: 'scripts/docs/', ours: ['chaincode/model/dist', 'gateway/dist/openapi/', 'gateway/dist/read-model/inbox/'], fabric: [] },
  { folder: 'scripts/', ours: [], fabric: [] },
];

/** Reports every import that the table does not allow. */
function checkImportTable(files) {
  return readImports(files).flatMap((one) => {
    const row = table.find(({ folder }) => one.from.startsWith(folder));
    if (row === undefined || isAllowed(row, one)) return [];
    return [createProblem(one.from, one.line, 'import', `${row.folder} may not import ${one.specifier}`)];
  });
}

function isAllowed(row, { from, specifier, target }) {
  if (target !== undefined) return target.endsWith('package.json') || isUnderAny(target, [row.folder, ...row.ours]);
  if (specifier.startsWith('node:')) return row.node === undefined || isTest(from) || row.node.includes(specifier.slice('node:'.length));
  return !fabricLibrary.test(specifier) || isUnderAny(specifier, row.fabric);
}

function isUnderAny(name, allowed) {
  return allowed.some((start) => name.startsWith(start));
}

module.exports = { checkImportTable };
