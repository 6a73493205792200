/** S3 shows a file when it is whole, so none need wait; its time is that of the beginning of its upload. */
export const DEFAULTS = { lookBackMinutes: 60, minimumAgeMinutes: 0 };
