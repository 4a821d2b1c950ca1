/** Finds in the declarations the forms that have a section of their own. */
function findForms({ transactions, PriceSlip, Reason, TextHash }) {
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
    Reason,
    TextHash,
    Hash: distributions.items.anyOf[0].properties.hash,
  };
}

/** Explains what the declarations do not say. */
const explanations = {
  ListingContent:
    'A draft needs only its title. [SubmitListing](transactions.md#submitlisting) requires more: it fails with [CONTENT_INCOMPLETE](errors.md#content_incomplete), whose details list what is missing.',
  Distribution: 'A file in the store of the provider, which can be delivered, or a link, which cannot.',
  Right: 'One of the three rights in data: its owner, its basis and its end.',
  Policy:
    'An offer: the subset of an ODRL policy that the exchange evaluates. The client reads ODRL policies in JSON-LD and reports what is not supported.',
  Constraint:
    '`leftOperand` is `purpose`, `spatial`, `dateTime`, `count`, `deliveryChannel` or `recipient`; `operator` is one of ODRL: `eq`, `neq`, `isAnyOf`, `isNoneOf`, `isPartOf`, `lt`, `lteq`, `gt`, `gteq`. A constraint that is not understood denies access.',
  PriceSlip: 'Its canonical JSON is the `transient.slip` of [PriceTrade](transactions.md#pricetrade). Both parties submit the same text.',
  Reason:
    'Over HTTP, in the client and on the command line, write the words themselves, or `{ code, text }`: words alone have the code `other`, and your organisation keeps them.',
  TextHash:
    'Over HTTP, in the client and on the command line, write the text itself, of at most 4,000 characters: the gateway keeps it in your organisation ([KeepText](transactions.md#keeptext)) and sends its hash. Who may read the object reads it with the `text` command of the object.',
  Ceiling: 'An amount of money in the smallest unit of its currency.',
  LanguageMap: 'Texts by language: `{"en": "Airports", "zh-Hans": "机场"}`. The keys are BCP 47 tags.',
};

/** Returns the writers of form tables and of the sections of `forms.md`. */
function describeForms(model) {
  const named = findForms(model);
  const getShape = ({ properties, anyOf, patternProperties }) =>
    JSON.stringify(properties ?? anyOf ?? (patternProperties && Object.keys(patternProperties)));
  const nameByShape = new Map(Object.entries(named).map(([name, form]) => [getShape(form), name]));
  const getName = (schema) => (model.isTextHash(schema) ? 'TextHash' : isCompound(schema) ? nameByShape.get(getShape(schema)) : undefined);
  const link = (name) => `[${name}](forms.md#${name.toLowerCase()})`;

  function describeForm(schema) {
    const { type, enum: words, const: word, anyOf, items } = schema;
    if (getName(schema)) return link(getName(schema));
    if (words) return words.map((each) => `\`${each}\``).join(', ');
    if (word !== undefined) return `\`${word}\``;
    if (anyOf) return anyOf.map(describeForm).join(' or ');
    return type === 'array' ? `list of ${describeForm(items)}` : (type ?? 'any JSON');
  }

  /** Builds one row per member; members of a form without a section of its own are listed by path. */
  function buildRows({ properties, required = [] }, path = '') {
    return Object.entries(properties).flatMap(([name, schema]) => [
      [`\`${path}${name}\``, explain(describeForm(schema), schema), required.includes(name) ? 'required' : ''],
      ...buildInnerRows(schema, `${path}${name}`),
    ]);
  }

  function buildInnerRows(schema, path) {
    if (getName(schema)) return [];
    if (schema.properties) return buildRows(schema, `${path}.`);
    return schema.items ? buildInnerRows(schema.items, `${path}[]`) : [];
  }

  /** Returns the names of the forms with sections that a form uses. */
  function findLinked(schema) {
    if (getName(schema)) return [getName(schema)];
    return listInner(schema).flatMap(findLinked);
  }

  function listUsers(name) {
    const transactions = model.allTransactions.filter(({ input }) => findLinked(input).includes(name));
    const forms = Object.entries(named).filter(([other, form]) => other !== name && listInner(form).flatMap(findLinked).includes(name));
    const links = [
      ...forms.map(([other]) => `[${other}](#${other.toLowerCase()})`),
      ...transactions.map((each) => `[${each.name}](transactions.md#${each.name.toLowerCase()})`),
    ];
    return links.length === 0 ? [] : [`Used in ${links.join(', ')}.`];
  }

  function buildSection([name, form]) {
    const tables = (form.anyOf ?? [form]).filter(({ properties }) => properties).map((each) => buildTable(buildRows(each)));
    return [`## ${name}`, ...[form.description, explanations[name]].filter(Boolean), ...listUsers(name), ...tables].join('\n\n');
  }

  return { buildRows, buildSections: () => Object.entries(named).map(buildSection) };
}

const isCompound = ({ properties, anyOf, patternProperties }) => Boolean(properties ?? anyOf ?? patternProperties);
const listInner = ({ properties = {}, anyOf = [], items }) => [...Object.values(properties), ...anyOf, ...(items ? [items] : [])];

/** Adds the limits and the description of a form; a form with its own section is described there. */
function explain(form, schema) {
  const limit = describeLimit(schema);
  const more = schema.description ?? (schema.pattern ? `\`${schema.pattern}\`` : '');
  const isLinked = form.startsWith('[');
  return escape(`${form}${limit && ` (${limit})`}${isLinked || more === '' ? '' : `: ${more}`}`);
}

function describeLimit({ type, maxLength, maxItems, minimum, maximum }) {
  if (type === 'string' && maxLength !== undefined) return `at most ${maxLength} characters`;
  if (type === 'array' && maxItems !== undefined) return `at most ${maxItems}`;
  if (type !== 'integer') return '';
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
    ? minimum === undefined
      ? ''
      : `from ${minimum}`
    : `${minimum} to ${maximum}`;
}

const buildTable = (rows) => ['| member | form | |', '| --- | --- | --- |', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
const escape = (text) => text.replaceAll('|', '\\|').replaceAll(/`[^`]*`|</g, (part) => (part === '<' ? '&lt;' : part));

module.exports = { describeForms, buildTable };
