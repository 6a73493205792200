export const FLAGS = () => [];

export function urlOf({ url }, path) {
	const { origin, pathname, search } = new URL(url);
	return `${origin}${pathname}/${path}${search}`;
}
