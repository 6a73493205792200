export { cxoneOrigin } from './cxone';
export { eightByEightOrigin } from './eight-by-eight';
export { genesysOrigin } from './genesys';
export { asksForMore, needsOf, type Needs } from './needs';
export { sourceFile, type Origin } from './origin';
export { storageOrigin } from './storage';
export { TaggedFiles } from './tagged-files';
export { WantedFiles } from './wanted-files';
