export interface NastyName {
	name: string;
	/** Whether the place can hold it at all. */
	isPossible: boolean;
}

/** Names that storage services allow and that break code which handles names with less than full care. */
export function nastyNames(folder: string, hasFolders: boolean): Record<string, NastyName> {
	const names = Object.entries(namesIn(folder));
	return Object.fromEntries(names.map(([title, name]) => [title, hasFolders ? asPath(name) : { name, isPossible: true }]));
}

export const NASTY_TITLES = Object.keys(namesIn(''));

/** As a file system has it: with parts of which none is empty, nor longer than 255 bytes. */
function asPath(name: string): NastyName {
	return { name: name.replaceAll(/n{200}/g, `${'n'.repeat(199)}/`), isPossible: name.split('/').every((part) => part !== '') };
}

function namesIn(folder: string): Record<string, string> {
	return {
		'a plain name': 'mytenant/003H1G2A6K8AF5PFKG5SO2LAES0000V3_2021-05-21_06-19-26-0064020A-10013025-00000001.mp3.bin',
		'a space': 'call centre/first call.mp3',
		'two spaces': 'a  b.mp3',
		'a percent sign': '100%.mp3',
		'a percent sign that looks like an escape': 'a%2Fb%20c%00.mp3',
		'a percent sign that is no escape': '%zz%.mp3',
		'a hash': 'a#b.mp3',
		'a question mark': 'a?b=c&sig=d.mp3',
		'a plus sign': '+49 89 1234+56.mp3',
		'an ampersand': 'a&b&amp;c.mp3',
		'an equals sign': '=a=b=.mp3',
		'a semicolon and a comma': 'a;b,c.mp3',
		'a colon and an at sign': '06:19:26@agent.mp3',
		'single quotes': "O'Brien's 'call'.mp3",
		'double quotes': '"quoted".mp3',
		'angle brackets': '<b>&lt;/b>]]>.mp3',
		'round, square and curly brackets': '(a)[b]{c}.mp3',
		'the rest of ASCII': '!$*^`|~_.mp3',
		'composed accents': 'M\u00FCller/Gr\u00F6\u00DFe.mp3',
		'decomposed accents': 'Mu\u0308ller.mp3',
		'other alphabets': 'разговор/通話/محادثة.mp3',
		emoji: '📞/👩‍🚀.mp3',
		'a soft hyphen and a no-break space': 'a\u00ADb\u00A0c.mp3',
		'a slash at the end': 'looks/like/a/folder/',
		'a double slash': 'a//b.mp3',
		'a slash at the start': '/a.mp3',
		'dots that lead nowhere': 'a..b/...c/.d..mp3',
		'1,024 characters': 'n'.repeat(1_024 - folder.length - 4) + '.mp3',
	};
}

/** Their order differs between those who compare whole names and those who compare segment by segment. */
export const NAMES_AROUND_THE_SLASH = ['a', 'a b', 'a!b', 'a-b', 'a.b', 'a/b', 'a/b/c', 'a0', 'ab', 'b/a'];
/** The same where a name cannot be a file and a folder. */
export const NAMES_AROUND_THE_SLASH_OF_FILES = ['a b', 'a!b', 'a-b', 'a.b', 'a/b b', 'a/b/c', 'a/b0', 'a0', 'ab', 'b/a'];
