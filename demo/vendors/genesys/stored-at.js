/** The header in which an upload tells the demo's Azurite when it was stored: seed.js sends it, azurite-clock.js reads it. */
module.exports = { STORED_AT_HEADER: 'x-demo-stored-at' };
