/** Language of the catalogue: how numbers and dates are written, and which forms a count takes. */
export const LANGUAGE = "en-GB";
