/**
 * The PDF library, what reads fonts, and a font, in a module of their own, for bundling: they load with the first file of call detail
 * records that is a PDF. The build puts the bytes of the font into the bundle.
 */
import { create, type Font } from 'fontkit';
import bold from 'roboto-fontface/fonts/roboto/Roboto-Bold.woff';
import regular from 'roboto-fontface/fonts/roboto/Roboto-Regular.woff';
import { plainFont } from './woff';

export { default as PDFDocument } from 'pdfkit';
export type { Font };

/** As TrueType. */
export const FONTS = { regular: plainFont(Buffer.from(regular)), bold: plainFont(Buffer.from(bold)) };

export function readFont(bytes: Buffer): Font {
	return create(bytes) as Font;
}
