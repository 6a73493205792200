/** How a recording comes to be on the server is not documented: a few minutes until it is whole. */
export const DEFAULTS = { lookBackMinutes: 30, minimumAgeMinutes: 5 };
