/** The value that this share of the values does not exceed; not a number for none. */
export const quantile = (values, share) =>
  values.toSorted((left, right) => left - right)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
