/** The tag index follows the storage by up to ten minutes; a blob is whole when it is there. */
export const DEFAULTS = { lookBackMinutes: 15, minimumAgeMinutes: 0 };

export const WARN_BEFORE_EXPIRY_DAYS = 7;
