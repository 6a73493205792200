/** S3 shows a file when it is whole, so none need wait; one that is sent in parts has the time of its beginning. */
export const DEFAULTS = { lookBackMinutes: 15, slowLookBackMinutes: 60, minimumAgeMinutes: 0 };
