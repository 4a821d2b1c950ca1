import { hashBuilds, listChanged, listDependencies } from './package-graph';
import { planRestart } from './restart-plan';

describe('planRestart', () => {
  it.each([
    [['gateway'], ['gateway']],
    [['chaincode'], ['chaincode']],
    [['model'], ['gateway', 'chaincode']],
    [['devnet'], ['gateway', 'network']],
    [['cli'], []],
    [[], []],
  ])('restarts for changes of %j the processes %j', (changed, parts) => {
    expect(planRestart(changed, [])).toEqual(parts);
  });

  it('planRestart includes a process that does not run', () => {
    expect(planRestart(['chaincode'], ['gateway'])).toEqual(['gateway', 'chaincode']);
  });
});

describe('listDependencies', () => {
  it('includes indirect @databund dependencies and the package itself, and no others', () => {
    expect(listDependencies('chaincode')).toEqual(new Set(['chaincode', 'model']));
  });
});

describe('listChanged', () => {
  it('names a package whose built code differs and one that is new', () => {
    const before = hashBuilds(['model', 'devnet']);
    expect(listChanged(before, hashBuilds(['model', 'devnet']))).toEqual([]);
    expect(listChanged(before, new Map([...before, ['devnet', 'other'], ['gateway', 'new']]))).toEqual(['devnet', 'gateway']);
  });
});
