/** How a recording comes to be on the server is not documented: a few minutes until it is whole. */
export const DEFAULTS = { lookBackMinutes: 30, minimumAgeMinutes: 5 };

/** An index may come days late. */
export const WAIT_FOR_INDEX_DAYS = 5;
