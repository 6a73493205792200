/** The XML parser, in a module of its own: it loads with the first source that needs it. */
export { SaxesParser } from 'saxes';
