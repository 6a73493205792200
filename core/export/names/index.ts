export type { Folders } from './folders';
export type { Home } from './plain';
export { placeMark, versionMark } from './identity';
export { readPattern, tokenNames } from './pattern';
export { safePart } from './safe-part';
export { targetNamer, type NamedBy, type Namer, type NameSettings } from './target-namer';
