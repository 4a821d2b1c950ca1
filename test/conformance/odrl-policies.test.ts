import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Parser } from 'n3';
import { Type } from '@sinclair/typebox';
import { readOdrl, type OdrlRefusal } from '@databund/client';
import { readJson } from '../support/json';
import { describeOnShared } from '../support/shared-data';

const noPolicy = 'no ODRL policy';

describeOnShared('data/policies', 'policies of Catena-X, DSP, EDC and the W3C', (folder) => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const documents = files
    .filter((name) => extname(name) === '.json')
    .map((name) => ({ name, reading: readOdrl(readJson(Type.Unknown(), join(folder, name))) }));
  const refused = documents.flatMap(({ name, reading }) => ('refusals' in reading ? [{ name, reasons: reading.refusals.map(tell) }] : []));
  const policies = refused.filter(({ reasons }) => !reasons.includes(noPolicy));

  it('reads or refuses every policy, or finds none in the document', () => {
    expect({
      documents: documents.length,
      read: documents.length - refused.length,
      refused: policies.length,
      without: refused.length - policies.length,
    }).toEqual({ documents: 74, read: 6, refused: 16, without: 52 });
  });

  it('reads the policies that the exchange can evaluate', () => {
    const read = documents.flatMap(({ name, reading }) => ('policy' in reading ? [[name, reading.policy] as const] : []));
    const until2024 = { leftOperand: 'dateTime', operator: 'lteq', rightOperand: '2023-12-31T06:00:00.000Z' };
    const consumer = { leftOperand: 'recipient', operator: 'eq', rightOperand: 'http://example.com/Consumer' };
    const europe = { leftOperand: 'spatial', operator: 'eq', rightOperand: 'http://example.org/EU' };
    const permitUse = (...constraint: object[]) => ({ permission: [{ action: 'use', ...(constraint.length > 0 && { constraint }) }] });
    expect(Object.fromEntries(read)).toEqual({
      'dsp-examples/catalog/catalog.json': permitUse(europe),
      'dsp-examples/negotiation/contract-agreement-message.json': permitUse(consumer, until2024),
      'dsp-examples/negotiation/contract-offer-message.json': permitUse(until2024),
      'dsp-examples/negotiation/contract-offer-message_initial.json': permitUse(),
      'dsp-examples/negotiation/contract-request-message.json': permitUse(until2024),
      'dsp-examples/negotiation/contract-request-message_initial.json': permitUse(),
    });
  });

  it('refuses the other policies with every reason', () => {
    const byFile = Object.fromEntries(policies.map(({ name, reasons }) => [name, reasons]));
    expect(byFile).toEqual({
      'catenax-policy-samples/policy.sample.contract.reference.json': [
        '/policy/permission no action',
        '/policy/permission/constraint/leftOperand a left operand outside the subset ContractReference',
      ],
      'catenax-policy-samples/policy.sample.json': [
        '/policy/permission no action',
        '/policy/permission/constraint/leftOperand a left operand outside the subset FrameworkAgreement',
      ],
      'catenax-policy-samples/policy.sample.playground.json': [
        '/policy/permission no action',
        '/policy/permission/constraint/leftOperand a left operand outside the subset https://w3id.org/catenax/policy/FrameworkAgreement',
      ],
      'catenax-policy-samples/policy.sample.purpose.json': [
        '/policy/permission no action',
        '/policy/permission/constraint/leftOperand a left operand outside the subset UsagePurpose',
      ],
      'dsp-examples/catalog/dataset.json': [
        '/hasPolicy/0/permission/0/constraint/0/rightOperand a blank node, which no other document can name _:EU',
      ],
      'dsp-examples/negotiation/contract-agreement-message-full.json': [
        '/agreement/profile a member outside the subset profile',
        '/agreement/permission/1/constraint/0/and/0/leftOperand a left operand outside the subset partner',
        '/agreement/permission/1/constraint/0/and/1/leftOperand a left operand outside the subset partner',
        '/agreement/permission/2/constraint/0/or/0 a member outside the subset or',
        '/agreement/permission/3/constraint/0/leftOperand a left operand outside the subset partner',
        '/agreement/permission/4/constraint/0/andSequence/0 a member outside the subset andSequence',
        '/agreement/permission/5/constraint/0/xone/0 a member outside the subset xone',
        '/agreement/permission/6/constraint/0/or/0 a member outside the subset or',
      ],
      'edc-samples/advanced/advanced-01-open-telemetry/negotiate-contract.json': ['/policy no permission and no prohibition'],
      'edc-samples/policy/policy-01-policy-enforcement/contract-request.json': [
        '/policy/permission/0/constraint/leftOperand a left operand outside the subset location',
      ],
      'edc-samples/policy/policy-01-policy-enforcement/create-policy.json': [
        '/policy/permission/0/constraint/leftOperand a left operand outside the subset location',
      ],
      'edc-samples/transfer/transfer-01-negotiation/create-policy.json': ['/policy no permission and no prohibition'],
      'edc-samples/transfer/transfer-01-negotiation/negotiate-contract.json': ['/policy no permission and no prohibition'],
      'w3c-odrl-formal-semantics/A Evaluation of Constraints/A1 Example of a constrained permission/policyA1.json': [
        '/permission/0/action an action other than use distribute',
      ],
      'w3c-odrl-formal-semantics/A Evaluation of Constraints/A2 Example of a constrained prohibition/policyA2.json': [
        '/prohibition/0/action an action other than use archive',
      ],
      'w3c-odrl-formal-semantics/B Evaluation of Refinements/B1 Example of a permission with refinement/policyB1.json': [
        '/permission/0/action/0/refinement/0 a member outside the subset refinement',
        '/permission/0/action/0 an action other than use print',
      ],
      'w3c-odrl-formal-semantics/C Evaluation of Conditions (Duties)/C1 Conditioned Permission/policyC1.json': [
        '/permission/0/duty/0/action/0/refinement/0 a member outside the subset refinement',
        '/permission/0/action an action other than use play',
      ],
      'w3c-odrl-formal-semantics/C Evaluation of Conditions (Duties)/C2 Conditioned Permission whose Condition has Constraints/policyC2.json':
        [
          '/permission/0/duty/0/constraint/0 a member outside the subset constraint',
          '/permission/0/duty/0/action/0/refinement/0 a member outside the subset refinement',
          '/permission/0/action an action other than use play',
        ],
    });
  });

  it('refuses policies in Turtle because of their format', () => {
    const turtle = files.filter((name) => extname(name) === '.ttl').map((name) => readFileSync(join(folder, name), 'utf8'));
    const inOdrl = turtle.filter((text) => new Parser().parse(text).some(({ predicate }) => predicate.value.endsWith('odrl/2/permission')));
    expect({ files: turtle.length, inOdrl: inOdrl.length }).toEqual({ files: 5, inOdrl: 0 });
    for (const text of turtle) expect(readOdrl(text)).toEqual({ refusals: [{ path: '', reason: 'not JSON-LD' }] });
  });
});

function tell({ path, reason, found }: OdrlRefusal): string {
  return [path, reason, found].filter(Boolean).join(' ');
}
