/** Where each form that has a page's section of its own is found in the declarations. */
function namedForms({ transactions, PriceSlip }) {
  const content = transactions.CreateListing.input.properties.content;
  const { offer, distributions, spatial, rights, charge } = content.properties;
  return {
    ListingContent: content,
    Distribution: distributions.items,
    Spatial: spatial,
    Right: rights.properties.hold,
    Policy: offer,
    Constraint: offer.properties.permission.items.properties.constraint.items,
    Terms: transactions.RequestAuthorisation.input.properties.terms,
    PriceSlip,
    ResourceContent: transactions.CreateResource.input.properties.content,
    Ceiling: charge.properties.publicCharge,
    Parameters: transactions.SetParameters.input.properties.parameters,
    LanguageMap: content.properties.title,
    Hash: distributions.items.anyOf[0].properties.hash,
  };
}

/** What the declarations do not say of a form. */
const aboutForms = ({ findMissing }) => ({
  ListingContent: `A draft needs no more than its title; [SubmitListing](transactions.md#submitlisting) asks for ${findMissing({})
    .map((name) => `\`${name}\``)
    .join(', ')} too, and for what the sector’s preset asks.`,
  Distribution: 'Bytes in the provider’s store, which can be delivered, or a link, which cannot.',
  Right: 'One of the three rights in data: whose it is, on what basis, until when.',
  Policy:
    'An offer: the subset of an ODRL policy that the exchange evaluates. The client reads whole ODRL policies in JSON-LD and says what of them has no place here.',
  Constraint:
    '`leftOperand` is `purpose`, `spatial`, `dateTime`, `count`, `deliveryChannel` or `recipient`; `operator` one of ODRL’s: `eq`, `neq`, `isAnyOf`, `isNoneOf`, `isPartOf`, `lt`, `lteq`, `gt`, `gteq`. What is not understood denies.',
  PriceSlip:
    'The text of it, as canonical JSON, is the `transient.slip` of [PriceTrade](transactions.md#pricetrade): both sides give the same one.',
  Ceiling: 'An amount of money, in the smallest unit of its currency.',
  LanguageMap: 'A text by language: `{"en": "Airports", "zh-Hans": "机场"}`. The tags are BCP 47.',
});

/** What the pages say of forms: rows of members, and the sections of `forms.md`. */
function describeForms(model) {
  const named = namedForms(model);
  const about = aboutForms(model);
  const shapeOf = ({ properties, anyOf, patternProperties }) =>
    JSON.stringify(properties ?? anyOf ?? (patternProperties && Object.keys(patternProperties)));
  const nameByShape = new Map(Object.entries(named).map(([name, form]) => [shapeOf(form), name]));
  const nameOf = (schema) => (isCompound(schema) ? nameByShape.get(shapeOf(schema)) : undefined);
  const link = (name) => `[${name}](forms.md#${name.toLowerCase()})`;

  function formOf(schema) {
    const { type, enum: words, const: word, anyOf, items } = schema;
    if (nameOf(schema)) return link(nameOf(schema));
    if (words) return words.map((each) => `\`${each}\``).join(', ');
    if (word !== undefined) return `\`${word}\``;
    if (anyOf) return anyOf.map(formOf).join(' or ');
    return type === 'array' ? `list of ${items.enum ? `words: ${formOf(items)}` : formOf(items)}` : (type ?? 'any JSON');
  }

  /** A row a member; what lies within a form that has no section of its own is told by its path. */
  function rowsOf({ properties, required = [] }, path = '') {
    return Object.entries(properties).flatMap(([name, schema]) => [
      [`\`${path}${name}\``, explained(formOf(schema), schema), required.includes(name) ? 'required' : ''],
      ...rowsWithin(schema, `${path}${name}`),
    ]);
  }

  function rowsWithin(schema, path) {
    if (nameOf(schema)) return [];
    if (schema.properties) return rowsOf(schema, `${path}.`);
    return schema.items ? rowsWithin(schema.items, `${path}[]`) : [];
  }

  /** The forms with sections that a form speaks of. */
  function linkedFrom(schema) {
    if (nameOf(schema)) return [nameOf(schema)];
    return innerOf(schema).flatMap(linkedFrom);
  }

  function users(name) {
    const transactions = model.allTransactions.filter(({ input }) => linkedFrom(input).includes(name));
    const forms = Object.entries(named).filter(([other, form]) => other !== name && innerOf(form).flatMap(linkedFrom).includes(name));
    const links = [
      ...forms.map(([other]) => `[${other}](#${other.toLowerCase()})`),
      ...transactions.map((each) => `[${each.name}](transactions.md#${each.name.toLowerCase()})`),
    ];
    return links.length === 0 ? [] : [`In ${links.join(', ')}.`];
  }

  function sectionOf([name, form]) {
    const tables = (form.anyOf ?? [form]).filter(({ properties }) => properties).map((each) => tableOf(rowsOf(each)));
    return [`## ${name}`, ...[form.description, about[name]].filter(Boolean), ...users(name), ...tables].join('\n\n');
  }

  return { rowsOf, sections: () => Object.entries(named).map(sectionOf) };
}

const isCompound = ({ properties, anyOf, patternProperties }) => Boolean(properties ?? anyOf ?? patternProperties);
const innerOf = ({ properties = {}, anyOf = [], items }) => [...Object.values(properties), ...anyOf, ...(items ? [items] : [])];

/** A form with its limits and its description. */
function explained(form, schema) {
  const limit = limitOf(schema);
  const more = schema.description ?? (schema.pattern ? `\`${schema.pattern}\`` : '');
  const isSaid = form.startsWith('['); // A form’s own section has its description.
  return escape(`${form}${limit && ` (${limit})`}${isSaid || more === '' ? '' : `: ${more}`}`);
}

function limitOf({ type, maxLength, maxItems, minimum, maximum }) {
  if (type === 'string' && maxLength !== undefined) return `at most ${maxLength} characters`;
  if (type === 'array' && maxItems !== undefined) return `at most ${maxItems}`;
  if (type !== 'integer') return '';
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
    ? minimum === undefined
      ? ''
      : `from ${minimum}`
    : `${minimum} to ${maximum}`;
}

const tableOf = (rows) => ['| member | is | |', '| --- | --- | --- |', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
const escape = (text) => text.replaceAll('|', '\\|').replaceAll(/`[^`]*`|</g, (part) => (part === '<' ? '&lt;' : part));

module.exports = { describeForms, tableOf };
