/** The names of the formats of catalogues. They are apart from the formats, so that help does not load those. */
export const formatNames = [
  ...(['dcat-us', 'dcat-ap', 'ckan', 'schema-org', 'frictionless', 'aws-registry', 'first-data', 'table'] as const),
] as const;
