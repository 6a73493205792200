/** How a recording comes to be on the server is not documented: a few minutes until it is whole. The clock of a server that states local time goes back by an hour in autumn. */
export const DEFAULTS = { lookBackMinutes: 120, minimumAgeMinutes: 5 };

/** An index may come days late. */
export const WAIT_FOR_INDEX_DAYS = 5;
