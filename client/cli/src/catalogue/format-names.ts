/** The names of the formats of catalogues. They are apart from the formats, so that help does not load those. */
export const formatNames = ['dcat-us', 'frictionless', 'first-data'] as const;
