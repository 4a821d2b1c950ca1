import { DataFactory, Writer, type Quad_Object, type Quad_Subject } from 'n3';
import { prefixes, type LdNode, type LdValue } from './dcat-node';

/** Writes things as one document of JSON-LD, whose context is in it. */
export function writeJsonLd(things: readonly LdNode[]): string {
  return JSON.stringify({ '@context': prefixes, '@graph': things });
}

/** Writes things as Turtle. */
export function writeTurtle(things: readonly LdNode[]): string {
  const writer = new Writer({ prefixes });
  const names = { count: 0 };
  for (const thing of things) addThing(writer, thing, names);
  let text = '';
  writer.end((_error: unknown, written: string) => {
    text = written;
  });
  return text;
}

interface Names {
  count: number;
}

function addThing(writer: Writer, thing: LdNode, names: Names): Quad_Subject {
  const { '@id': id, '@type': type, ...members } = thing;
  const subject = typeof id === 'string' ? DataFactory.namedNode(id) : DataFactory.blankNode(`b${String((names.count += 1))}`);
  for (const each of toList(type))
    if (typeof each === 'string')
      writer.addQuad(DataFactory.quad(subject, DataFactory.namedNode(expand('rdf:type')), DataFactory.namedNode(expand(each))));
  for (const [name, value] of Object.entries(members))
    for (const each of toList(value))
      writer.addQuad(DataFactory.quad(subject, DataFactory.namedNode(expand(name)), addObject(writer, each, names)));
  return subject;
}

function addObject(writer: Writer, value: string | LdNode, names: Names): Quad_Object {
  if (typeof value === 'string') return DataFactory.literal(value);
  const { '@value': text, '@language': language, '@type': type } = value;
  if (typeof text === 'string')
    return DataFactory.literal(
      text,
      typeof language === 'string' ? language : DataFactory.namedNode(expand(typeof type === 'string' ? type : 'xsd:string')),
    );
  return addThing(writer, value, names);
}

function toList(value: LdValue | undefined): readonly (string | LdNode)[] {
  if (value === undefined) return [];
  return isList(value) ? value.flatMap(toList) : [value];
}

function isList(value: LdValue): value is readonly LdValue[] {
  return Array.isArray(value);
}

/** Returns the address of a name with a prefix; an address stays. */
function expand(name: string): string {
  const [prefix = '', local = ''] = name.split(/:(.*)/s);
  const start = Object.entries(prefixes).find(([each]) => each === prefix)?.[1];
  return start === undefined ? name : `${start}${local}`;
}
