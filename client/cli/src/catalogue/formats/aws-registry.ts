import type { Distribution } from '@databund/model';
import { takeAddress, takeDescription, takeKeywords, takeTitle, makeTermReader } from '../dataset-members';
import { omitEmpty } from '../fields';
import type { Members } from '../members';
import { RecordError } from '../record-error';
import type { Draft } from '../record';
import type { JsonFormat } from '../format';

/** The Registry of Open Data on AWS: one YAML file for each dataset, whose name identifies it. */
export const awsRegistry: JsonFormat = {
  name: 'aws-registry',
  recognises: (document) => 'Name' in document && ('ManagedBy' in document || 'Resources' in document || 'Documentation' in document),
  recognisesRecord: (record) => 'Name' in record && 'ManagedBy' in record,
  identify: (_record, { fileName }) => fileName,
  map,
};

function map(members: Members): Draft {
  const title = takeTitle(members, 'Name');
  if (!title) throw new RecordError('MEMBER_MISSING', 'has no Name');
  const managedBy = takeTitle(members, 'ManagedBy');
  return omitEmpty({
    title,
    description: takeDescription(members, 'Description'),
    publisher: managedBy && { name: managedBy },
    licence: members.take('License', makeTermReader(2_048)),
    keywords: takeKeywords(members, 'Tags'),
    landingPage: takeAddress(members, ['Documentation']),
    frequency: members.take('UpdateFrequency', makeTermReader(200)),
    distributions: members.listObjects('Resources').flatMap(mapResource),
  });
}

/** A bucket is linked by its public address; the resource stays in the source. */
function mapResource(members: Members): Distribution[] {
  const { ARN: arn, Type: type, Region: region } = members.value;
  const [, bucket, path = ''] = /^arn:aws(?:-cn|-us-gov)?:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(\/.*)?$/.exec(String(arn)) ?? [];
  if (bucket === undefined) {
    members.note('raw', [], `is a resource without a web address: ${String(type)}`);
    return [];
  }
  const place = typeof region === 'string' && /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region) ? `.${region}` : '';
  const url = new URL(`https://${bucket}.s3${place}.amazonaws.com${path === '' ? '/' : path.replace(/\*$/, '')}`).href;
  members.note('assumed', ['ARN'], `the public address of the bucket: ${url}`);
  return [{ kind: 'linked', ...omitEmpty({ url, title: takeTitle(members, 'Description') }) }];
}
